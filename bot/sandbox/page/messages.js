// The conversation of the open channel: every message once, by its id, the newest at the bottom. A change touches the
// one it is about. What lies out of sight is not laid out (talk.css), and the posts lie in batches, so that the browser
// looks at a hundred of these where there are thousands of those.

import {meanwhile} from './clock.js';
import {offersTheServer} from './components.js';
import {byId, fill, h, redraw} from './dom.js';
import {beginEdit, leaveGone} from './editing.js';
import {icon} from './icons.js';
import {body, head, named, spoken} from './message.js';
import {channelName} from './named.js';
import {announce, attempt, notice} from './notices.js';
import {Reading} from './reading.js';
import {isBefore, on, readOlder, state, visible} from './store.js';
import {dayOf, span} from './times.js';
import * as tools from './tools.js';
import {namesAPlace} from './ways.js';

const TOGETHER = 7 * 60_000; // milliseconds within which somebody's messages stand below one head
const PAGES = 50; // read at most, to find the message that was answered
const BATCH = 50; // posts

const shown = new Map(); // by id: {message, post, article, body, before}
let list = null;
let reading = null; // where the eye is
let begun = null;
let places = ''; // those in sight, by id and name, when they were last drawn

export function mount() {
  begun = h('div', {class: 'talk-begin'});
  list = h('div', {class: 'posts'}, begun);
  const attributes = {type: 'button', class: 'to-newest', hidden: true, onclick: () => reading.toEnd()};
  const newest = h('button', attributes, 'New messages', icon('down'));
  byId('messages').setAttribute('aria-live', 'off'); // what comes is said once, in a sentence
  byId('messages').append(list);
  byId('below').append(newest);
  reading = new Reading(byId('messages'), list, newest, older);
  tools.mount(byId('messages'), (id) => shown.get(id)?.message);
  byId('messages').addEventListener('keydown', walk);
  on('channel', clear);
  on('messages', sync);
  on('message', heard);
  on('gone', ({channel_id: channelId}) => channelId === state.channel?.id && sync());
  on('doing', (id) => shown.has(id) && draw(shown.get(id)));
  on('jump', jump);
  on('edit', beginEdit);
  on('moved', order);
  on('person', changed);
}

// What was typed for a message of a place that is gone stays; the keyboard stays here, whatever it was at.
function clear() {
  if (!state.channel) for (const id of shown.keys()) leaveGone(id);
  if (list.contains(document.activeElement)) byId('messages').focus({preventScroll: true});
  shown.clear();
  fill(begun, state.channel ? h('p', {class: 'soft'}, 'Reading…') : null);
  fill(list, begun);
  reading.toEnd();
}

// Everything that is known of this channel, in its order; what is shown already is left as it is.
function sync() {
  reading.keep(() => {
    for (const [id, {post}] of shown) if (!state.messages.has(id)) forget(id, post);
    for (const message of state.messages.values()) show(message);
    order();
    begin();
  });
}

function heard({message, isNew}) {
  if (!state.messages.has(message.id)) return;
  const isKnown = shown.has(message.id);
  show(message);
  if (isKnown) return;
  follow(message);
  begin();
  const isMine = message.author.id === state.person.me.id;
  if (isNew) reading.came(isMine);
  if (isNew && !isMine && !state.time.is_moving) announce(spoken(message));
}

function changed() {
  if (!state.channel || !shown.size) return;
  const seen = visible().map(({id, name}) => `${id} ${name}`).join();
  const leads = (message) => seen !== places && namesAPlace(message);
  for (const one of shown.values()) {
    if (one.message.components.some(offersTheServer) || leads(one.message)) draw(one);
  }
  places = seen;
  begin();
}

function show(message) {
  const known = shown.get(message.id);
  if (known?.message === message) return;
  if (known) draw(Object.assign(known, {message}));
  else shown.set(message.id, made(message));
}

function made(message) {
  const article = h('article', {tabindex: '-1', 'data-id': message.id});
  const post = h('div', {class: 'post'}, article);
  const one = {message, post, article, body: h('div', {class: 'message-body'}), before: ''};
  draw(one);
  return one;
}

// The field of an edit is the same one, drawn or not, and so is the bar of tools.
function draw({message, article, body: below}) {
  const again = article.classList.contains('is-continued');
  article.className = 'message';
  article.classList.toggle('is-continued', again);
  article.classList.toggle('calls-me', message.calls_me);
  article.classList.toggle('is-ephemeral', message.is_ephemeral);
  article.setAttribute('aria-label', named(message));
  redraw(article, head(message), below, tools.at(article));
  redraw(below, body(message));
}

function forget(id, post) {
  if (post.contains(document.activeElement)) byId('messages').focus({preventScroll: true});
  const batch = post.parentElement;
  post.remove();
  if (!batch.childElementCount) batch.remove();
  shown.delete(id);
  leaveGone(id);
}

// Puts the posts in the order of the messages, with the lines between days and around what happened meanwhile.
function order() {
  let previous = null;
  for (const message of state.messages.values()) {
    stand(shown.get(message.id), previous);
    previous = shown.get(message.id);
  }
}

// The newest one, after the one before it.
function follow(message) {
  const before = [...state.messages.keys()].at(-2);
  stand(shown.get(message.id), shown.get(before) ?? null);
}

function stand(one, previous) {
  if (!one.post.isConnected) place(one.post, previous?.post);
  const key = lineKey(one.message, previous?.message);
  if (one.before !== key) dress(one, previous?.message);
  one.before = key;
}

function place(post, previous) {
  const batch = previous?.parentElement;
  const isFull = batch && batch.childElementCount >= BATCH && !previous.nextSibling;
  if (batch && !isFull) previous.after(post);
  else (batch ?? begun).after(h('div', {class: 'batch'}, post));
  post.parentElement.style.setProperty('--posts', post.parentElement.childElementCount);
}

function lineKey(message, previous) {
  const moved = isMeanwhile(message, previous) ? meanwhile().since : '';
  return `${previous?.id} ${moved} ${continues(message, previous)}`;
}

function isSameDay(one, other) {
  return one.at.slice(0, 'YYYY-MM-DD'.length) === other.at.slice(0, 'YYYY-MM-DD'.length);
}

function dress({message, post, article}, previous) {
  const isNewDay = !previous || !isSameDay(previous, message);
  const day = isNewDay && h('p', {class: 'line'}, h('span', {}, dayOf(message.at)));
  fill(post, day, isMeanwhile(message, previous) && meanwhileLine(), article);
  article.classList.toggle('is-continued', !isMeanwhile(message, previous) && continues(message, previous));
}

function meanwhileLine() {
  const {since, until} = meanwhile();
  return h('p', {class: 'line is-meanwhile'}, h('span', {}, `${span(since, until)} later: what happened meanwhile`));
}

function isMeanwhile(message, previous) {
  const moved = meanwhile();
  if (!moved || (!previous && !state.isWhole)) return false;
  const [since, until, at] = [moved.since, moved.until, message.at].map((one) => new Date(one));
  return (!previous || new Date(previous.at) <= since) && since < at && at <= until;
}

function continues(message, previous) {
  if (!previous || message.reply_to || message.command || !isSameDay(previous, message)) return false;
  const isSame = previous.author.id === message.author.id && previous.is_ephemeral === message.is_ephemeral;
  return isSame && new Date(message.at) - new Date(previous.at) < TOGETHER;
}

function begin() {
  const line = beginning();
  if (line.textContent !== begun.textContent) fill(begun, line);
}

function beginning() {
  if (!state.isWhole) return h('p', {class: 'soft'}, 'Reading what was said before…');
  const {name, kind} = state.channel;
  const place = kind === 'dm' ? `your conversation with ${name}` : channelName(state.channel);
  const empty = state.messages.size ? '' : ' Nothing was said here yet.';
  return h('p', {class: 'soft'}, 'This is the beginning of ', h('bdi', {}, place), `.${empty}`);
}

async function older() {
  if (state.isWhole || !state.messages.size) return false;
  return attempt(() => readOlder().then(() => true));
}

async function jump(id) {
  const {channel} = state;
  const isAbove = () => !shown.has(id) && isBefore({id}, state.messages.values().next().value);
  for (let page = 0; page < PAGES && state.channel === channel && isAbove(); page++) if (!(await older())) break;
  const one = shown.get(id);
  if (!one) return notice('You see no such message here.');
  reading.show(one.article);
  one.article.focus({preventScroll: true});
  one.article.classList.remove('is-found');
  requestAnimationFrame(() => one.article.classList.add('is-found'));
}

// Up and down lead from message to message, Tab into the one that has the keyboard.
function walk(event) {
  const here = event.target.closest('article');
  if (event.target !== byId('messages') && event.target !== here) return;
  const all = [...list.querySelectorAll('article')];
  const at = here ? all.indexOf(here) : all.length;
  const next = {ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1}[event.key];
  if (next === undefined || !all[next]) return;
  event.preventDefault();
  all[next].focus({preventScroll: true});
  all[next].scrollIntoView({block: 'nearest'});
}
