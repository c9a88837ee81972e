// Behind the scenes: what the bot asks of Discord and what it is told, as it happens. The log is heard only while this
// is open, and drawn a frame at a time.

import {ask, watchAddress} from './api.js';
import {boxed, iconButton} from './buttons.js';
import {byId, fill, h, withNextFrame} from './dom.js';
import {drawnEntry, fits} from './entries.js';
import {icon} from './icons.js';
import {listening} from './listening.js';
import {on, state} from './store.js';

const NAME = 'Behind the scenes';
const PART = 'Part of the route';
const NONE = 'Nothing here. Press a button or write something, and see what the bot asks of Discord.';
const KEY = 'scenes open';
const KEPT = 2000; // entries
const AT_ONCE = 1000; // entries that one call may ask for
const NEAR = 40; // pixels from the end that count as being there
const KINDS = [
  ['request', 'Requests of the bot'],
  ['event', 'Events told to it'],
  ['all', 'Requests and events'],
  ['refused', 'What was refused'],
];

let parts = null;
let hush = () => {}; // ends the socket
let listener = null; // whose it is
let last = null; // the newest entry that was heard of
let entries = []; // {entry, row}, oldest first; a row is made with the next frame
const drawSoon = withNextFrame(drawNew);

export function mount() {
  parts = drawn();
  byId('switches').append(parts.toggle);
  fill(byId('scenes'), parts.head, parts.none, parts.log);
  on('person', () => isOpen() && listener !== state.person.me.username && listen());
  show(sessionStorage.getItem(KEY) === 'yes');
}

function drawn() {
  const named = {class: 'boxed scenes-toggle', 'aria-label': NAME, title: NAME, 'aria-controls': 'scenes'};
  const toggle = h('button', {type: 'button', ...named, onclick: turn}, icon('scenes'), h('span', {}, NAME));
  const kinds = KINDS.map(([value, label]) => h('option', {value}, label));
  const kind = h('select', {'aria-label': 'What is shown', onchange: sift}, kinds);
  const part = h('input', {type: 'search', 'aria-label': PART, placeholder: PART, oninput: sift});
  const clear = boxed('clear', forget, 'Clear');
  const close = iconButton('Close behind the scenes', 'close', leave);
  const head = h('div', {class: 'scenes-head'}, h('h2', {id: 'scenes-title'}, NAME), kind, part, clear, close);
  const log = h('ol', {class: 'log', tabindex: '0', 'aria-label': 'Requests and events'});
  const none = h('p', {class: 'soft none'}, NONE);
  return {toggle, kind, part, head, log, none};
}

function turn() {
  show(!isOpen());
}

function leave() {
  show(false);
  parts.toggle.focus();
}

function show(isShown) {
  sessionStorage.setItem(KEY, isShown ? 'yes' : 'no');
  byId('scenes').hidden = !isShown;
  parts.toggle.setAttribute('aria-expanded', String(isShown));
  if (!isShown) hush();
  else if (state.person) listen();
}

function isOpen() {
  return !byId('scenes').hidden;
}

function listen() {
  hush();
  listener = state.person.me.username;
  hush = listening(watchAddress(listener, {log: true}), {hear, catchUp});
}

// From the last one on; a sandbox that was started anew counts from one again, and has none or another there.
async function catchUp(isStill) {
  const later = last ? await ask(['log'], {after: last.n - 1, limit: AT_ONCE}) : [];
  if (!isStill()) return;
  if (isLast(later[0])) return add(later);
  const all = await ask(['log'], {limit: AT_ONCE});
  if (!isStill()) return;
  last = null;
  add(all);
}

function isLast(entry) {
  return entry !== undefined && ['n', 'at', 'route', 'seconds'].every((key) => entry[key] === last[key]);
}

function hear(news) {
  if (news.type === 'log') add([news.entry]);
}

function add(heard) {
  for (const entry of heard) {
    if (last && entry.n <= last.n) continue;
    last = entry;
    entries.push({entry, row: null});
  }
  drawSoon();
}

function drawNew() {
  for (const old of entries.splice(0, entries.length - KEPT)) old.row?.remove();
  const {log} = parts;
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  const fresh = entries.filter((one) => !one.row);
  for (const one of fresh) one.row = sifted(one.entry, drawnEntry(one.entry));
  log.append(...fresh.map((one) => one.row));
  tellWhetherEmpty();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function sifted(entry, row) {
  row.hidden = !fits(entry, parts.kind.value, parts.part.value);
  return row;
}

function sift() {
  for (const {entry, row} of entries) if (row) sifted(entry, row);
  tellWhetherEmpty();
  parts.log.scrollTop = parts.log.scrollHeight;
}

function tellWhetherEmpty() {
  parts.none.hidden = entries.some(({row}) => row && !row.hidden);
}

function forget() {
  for (const {row} of entries) row?.remove();
  entries = [];
  tellWhetherEmpty();
}
