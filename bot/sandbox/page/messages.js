// The conversation of the open channel: every message once, by its id, the newest at the bottom. A change touches the one
// it is about; what lies out of sight is not laid out (talk.css), so that thousands do no harm.

import {meanwhile} from './clock.js';
import {byId, fill, h, redraw} from './dom.js';
import {beginEdit} from './editing.js';
import {icon} from './icons.js';
import {content, named, spoken} from './message.js';
import {announce, attempt, notice} from './notices.js';
import {Reading} from './reading.js';
import {on, readOlder, state} from './store.js';
import {dayOf, span} from './times.js';
import * as tools from './tools.js';

const TOGETHER = 7 * 60_000; // milliseconds within which somebody's messages stand below one head
const PAGES = 50; // read at most, to find the message that was answered

const shown = new Map(); // by id: {message, entry, article, before}
let list = null;
let reading = null; // where the eye is
let begun = null;

export function mount() {
  begun = h('div', {class: 'talk-begin'});
  list = h('div', {class: 'posts'}, begun);
  const newest = h('button', {type: 'button', class: 'to-newest', hidden: true, onclick: () => reading.toEnd()}, 'New messages', icon('down'));
  byId('messages').setAttribute('aria-live', 'off'); // what comes is said once, in a sentence
  byId('messages').append(list);
  byId('messages').after(newest);
  reading = new Reading(byId('messages'), list, newest, older);
  tools.mount(byId('messages'), (id) => shown.get(id)?.message);
  byId('messages').addEventListener('keydown', walk);
  on('channel', clear);
  on('messages', sync);
  on('message', heard);
  on('gone', ({channel_id: id}) => id === state.channel?.id && sync());
  on('doing', (id) => shown.has(id) && draw(shown.get(id)));
  on('jump', jump);
  on('edit', beginEdit);
  on('moved', order);
}

function clear() {
  shown.clear();
  fill(begun, state.channel ? h('p', {class: 'soft'}, 'Reading…') : null);
  fill(list, begun);
  reading.toEnd();
}

// Everything that is known of this channel, in its order; what is shown already is left as it is.
function sync() {
  reading.keep(() => {
    for (const [id, {entry}] of shown) if (!state.messages.has(id)) forget(id, entry);
    for (const message of state.messages.values()) show(message);
    order();
    fill(begun, beginning());
  });
}

function heard({message, isNew}) {
  if (message.channel_id !== state.channel?.id) return;
  const isLast = !shown.has(message.id);
  show(message);
  order();
  const isMine = message.author.id === state.person.me.id;
  if (isLast && isNew) reading.came(isMine);
  if (isNew && !isMine && !state.time.is_moving) announce(spoken(message));
}

function show(message) {
  const known = shown.get(message.id);
  if (known?.message === message) return;
  if (known) draw(Object.assign(known, {message}));
  else shown.set(message.id, made(message));
}

function made(message) {
  const article = h('article', {tabindex: '-1', 'data-id': message.id});
  const entry = h('div', {class: 'post'}, article);
  const one = {message, entry, article, before: ''};
  draw(one);
  return one;
}

function draw({message, article}) {
  const hadFocus = article.contains(document.activeElement);
  const again = article.classList.contains('is-continued');
  article.className = 'message';
  article.classList.toggle('is-continued', again);
  article.classList.toggle('calls-me', message.calls_me);
  article.classList.toggle('is-ephemeral', message.is_ephemeral);
  article.setAttribute('aria-label', named(message));
  redraw(article, content(message));
  if (hadFocus && !article.contains(document.activeElement)) article.focus({preventScroll: true});
}

function forget(id, entry) {
  if (entry.contains(document.activeElement)) byId('messages').focus({preventScroll: true});
  entry.remove();
  shown.delete(id);
}

// Puts the entries in the order of the messages, with the lines between days and around what happened meanwhile.
function order() {
  let previous = null;
  let place = begun;
  for (const id of state.messages.keys()) {
    const one = shown.get(id);
    if (!one) continue;
    if (place.nextSibling !== one.entry) place.after(one.entry);
    if (one.before !== (one.before = lineKey(one.message, previous))) dress(one, previous);
    place = one.entry;
    previous = one.message;
  }
}

function lineKey(message, previous) {
  const moved = isMeanwhile(message, previous) ? meanwhile().since : '';
  return `${previous?.id} ${moved} ${continues(message, previous)}`;
}

function dress({message, entry, article}, previous) {
  const isNewDay = !previous || dayOf(previous.at) !== dayOf(message.at);
  const day = isNewDay && h('p', {class: 'line'}, h('span', {}, dayOf(message.at)));
  fill(entry, day, isMeanwhile(message, previous) && meanwhileLine(), article);
  article.classList.toggle('is-continued', !isMeanwhile(message, previous) && continues(message, previous));
}

function meanwhileLine() {
  const {since, until} = meanwhile();
  return h('p', {class: 'line is-meanwhile'}, h('span', {}, `${span(since, until)} later: what happened meanwhile`));
}

function isMeanwhile(message, previous) {
  const moved = meanwhile();
  if (!moved || !previous) return false;
  const since = new Date(moved.since);
  return new Date(previous.at) <= since && new Date(message.at) > since && new Date(message.at) <= new Date(moved.until);
}

function continues(message, previous) {
  if (!previous || message.reply_to || message.command || dayOf(previous.at) !== dayOf(message.at)) return false;
  const isSame = previous.author.id === message.author.id && previous.is_ephemeral === message.is_ephemeral;
  return isSame && new Date(message.at) - new Date(previous.at) < TOGETHER;
}

function beginning() {
  if (!state.isWhole) return h('p', {class: 'soft'}, 'Reading what was said before…');
  const {name, kind} = state.channel;
  const place = kind === 'dm' ? `your conversation with ${name}` : kind === 'text' ? `#${name}` : name;
  const empty = state.messages.size ? '' : ' Nothing was said here yet.';
  return h('p', {class: 'soft'}, 'This is the beginning of ', h('bdi', {}, place), `.${empty}`);
}

async function older() {
  if (!state.isWhole && state.messages.size) await attempt(readOlder);
}

async function jump(id) {
  const {channel} = state;
  for (let page = 0; page < PAGES && !shown.has(id) && !state.isWhole && state.channel === channel; page++) await older();
  const one = shown.get(id);
  if (!one) return notice('That message is not there any more.');
  one.article.scrollIntoView({block: 'center'});
  one.article.focus({preventScroll: true});
  one.article.classList.remove('is-found');
  requestAnimationFrame(() => one.article.classList.add('is-found'));
}

// Up and down lead from message to message, Tab into the one that has the keyboard.
function walk(event) {
  const here = event.target.closest('article');
  if (event.target !== byId('messages') && event.target !== here) return;
  const entries = [...list.querySelectorAll('article')];
  const at = here ? entries.indexOf(here) : entries.length;
  const next = {ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: entries.length - 1}[event.key];
  if (next === undefined || !entries[next]) return;
  event.preventDefault();
  entries[next].focus({preventScroll: true});
  entries[next].scrollIntoView({block: 'nearest'});
}
