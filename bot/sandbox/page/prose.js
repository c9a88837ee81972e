// What people wrote, drawn: the tree of markdown.js as elements. Links elsewhere open in a window of their own; nothing
// is loaded.

import {h, redraw} from './dom.js';
import {parse} from './markdown.js';
import {channelName} from './named.js';
import {on, state, visible} from './store.js';
import {dayAndTime, dayOf, fullTime, relative, timeOf} from './times.js';
import {goTo, namedBy, wayBy} from './ways.js';

const HEADINGS = ['h3', 'h4', 'h5'];

// Moments that are told as "in 2 hours" go on being true while the story goes on.
on('time', () => {
  for (const shown of document.querySelectorAll('time[data-relative]')) {
    redraw(shown, relative(shown.dateTime, state.time.now));
  }
});

// prose(text, names): an element; `names` says what mentions read as.
export function prose(text, names = {}) {
  return h('div', {class: 'prose', dir: 'auto'}, parse(text).map((block) => drawnBlock(block, names)));
}

// A line without mark-up, as a title or a quote has it.
export function plainly(text, names = {}) {
  return text.replace(/<(?:@[!&]?|#)\d{1,20}>/g, (token) => called(token, names));
}

function drawnBlock(block, names) {
  switch (block.kind) {
    case 'lines':
      return h('div', {class: 'lines', dir: 'auto'}, drawnAll(block.children, names));
    case 'heading':
      return h(HEADINGS[block.level - 1], {dir: 'auto'}, drawnAll(block.children, names));
    case 'subtext':
      return h('p', {class: 'subtext', dir: 'auto'}, drawnAll(block.children, names));
    case 'quote':
      return h('blockquote', {dir: 'auto'}, block.children.map((one) => drawnBlock(one, names)));
    case 'fence':
      return fence(block);
    case 'list':
      return list(block, names);
  }
}

function fence({language, text}) {
  const label = language && h('figcaption', {}, language);
  return h('figure', {class: 'fence', dir: 'ltr'}, label, h('pre', {}, h('code', {}, text)));
}

function list({isOrdered, start, items}, names) {
  const drawnItems = items.map(({children, lists}) => {
    const below = lists.map((one) => list(one, names));
    return h('li', {dir: 'auto'}, drawnAll(children, names), below);
  });
  return h(isOrdered ? 'ol' : 'ul', {start: isOrdered && start !== 1 && start}, drawnItems);
}

function drawnAll(nodes, names) {
  return nodes.map((node) => drawn(node, names));
}

function drawn(node, names) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'strong':
    case 'em':
    case 'u':
    case 's':
      return h(node.kind, {}, drawnAll(node.children, names));
    case 'spoiler':
      return spoiler(drawnAll(node.children, names));
    case 'code':
      return h('code', {dir: 'ltr'}, node.text);
    case 'link':
      return link(node.url, worded(node, names));
    case 'mention':
      return mention(node.token, names);
    case 'everyone':
      return h('span', {class: 'mention'}, node.text);
    case 'emoji':
      return `:${node.name}:`;
    case 'command':
      return h('span', {class: 'mention'}, '/', h('bdi', {}, node.name));
    case 'time':
      return moment(node);
  }
}

export function link(url, children) {
  const way = wayBy(url);
  return way ? h('a', way, children) : h('span', {class: 'soft', title: url}, children);
}

// A bare address of a place or message in Discord is told by the place's name, as a mention is.
function worded({url, children}, names) {
  const named = children[0]?.text === url ? namedBy(url) : null;
  if (!named) return drawnAll(children, names);
  return [h('bdi', {}, named.place ? channelName(named.place) : '#unknown'), named.messageId && ' › message'];
}

function spoiler(children) {
  const inside = h('span', {class: 'spoiler-text', inert: true}, children);
  const cover = h('button', {class: 'spoiler-cover', type: 'button', 'aria-label': 'Show the spoiler', onclick: show});
  return h('span', {class: 'spoiler', alike: inside.textContent}, cover, inside);
}

function show({currentTarget: cover}) {
  const whole = cover.parentElement;
  whole.classList.add('is-shown');
  whole.tabIndex = -1;
  whole.focus({preventScroll: true});
  cover.hidden = true;
  cover.nextElementSibling.inert = false;
}

// A channel is a way there, if this person sees it.
function mention(token, names) {
  const name = called(token, names);
  const label = [name[0], h('bdi', {}, name.slice(1))];
  const id = token.match(/\d+/)[0];
  const leads = token[1] === '#' && visible().some((one) => one.id === id);
  if (!leads) return h('span', {class: 'mention'}, label);
  return h('button', {class: 'mention', type: 'button', alike: id, onclick: () => goTo(id)}, label);
}

// "@owner", "#support"; what is gone, hidden or was never there is unknown.
function called(token, names) {
  return token[1] + (names[token] ?? known(token) ?? unknown(token));
}

function unknown(token) {
  if (token[1] === '#') return 'unknown';
  return token[2] === '&' ? 'unknown-role' : 'unknown-user';
}

// Mentions outside of messages (in a placeholder, a form) are looked up among what this person sees.
function known(token) {
  const id = token.match(/\d+/)[0];
  const guilds = state.person?.guilds ?? [];
  if (token[1] === '#') return visible().find((one) => one.id === id)?.name ?? null;
  if (token[2] === '&') return guilds.flatMap((guild) => guild.roles).find((one) => one.id === id)?.name ?? null;
  return guilds.flatMap((guild) => guild.members).find(({user}) => user.id === id)?.user.name ?? null;
}

function moment({seconds, style}) {
  const at = new Date(seconds * 1000).toISOString();
  const isRelative = style === 'R';
  return h('time', {datetime: at, title: fullTime(at), 'data-relative': isRelative}, inStyle(at, style));
}

function inStyle(at, style) {
  switch (style) {
    case 'R':
      return relative(at, state.time.now);
    case 't':
    case 'T':
      return timeOf(at);
    case 'd':
    case 'D':
      return dayOf(at);
    case 's':
    case 'S':
      return dayAndTime(at);
    default:
      return `${dayOf(at)}, ${timeOf(at)}`;
  }
}
