// The places of talk down the side: a server's categories with their channels, threads below theirs, and the direct
// conversation with the bot. What came in a place that is not open is counted beside its name until it is opened.

import {boxed, iconButton} from './buttons.js';
import {closeButton, closeShown} from './disclosure.js';
import {byId, h, redraw, withNextFrame} from './dom.js';
import {openMenu} from './dropdown.js';
import {icon} from './icons.js';
import {channelMenu, serverMenu} from './keeping.js';
import {askJoin} from './memberships.js';
import {isThread} from './named.js';
import {attempt} from './notices.js';
import {on, state} from './store.js';
import {wayTo} from './ways.js';

const ICONS = {text: 'hash', voice: 'voice', public_thread: 'thread', private_thread: 'thread', dm: 'at'};

const unread = new Map(); // by channel: a Map of the ids that came there to whether each calls this person
let reader = null; // whose counts they are
const drawSoon = withNextFrame(draw);

export function mount() {
  on('person', draw);
  on('channel', opened);
  on('message', count);
  on('gone', discount);
}

export function channelIcon(channel) {
  return icon(ICONS[channel.kind] ?? 'hash');
}

function opened() {
  unread.delete(state.channel?.id);
  closeShown();
  draw();
}

function count({message, isNew}) {
  if (!isNew || message.channel_id === state.channel?.id || message.author.id === state.person.me.id) return;
  const there = unread.get(message.channel_id) ?? new Map();
  unread.set(message.channel_id, there.set(message.id, message.calls_me));
  drawSoon();
}

function discount({channel_id: channelId, ids}) {
  const there = unread.get(channelId);
  if (!there) return;
  ids.forEach((id) => there.delete(id));
  if (there.size === 0) unread.delete(channelId);
  drawSoon();
}

function draw() {
  if (reader !== state.person.me.id) unread.clear();
  reader = state.person.me.id;
  const {guilds, direct} = state.person;
  const title = h('h2', {id: 'direct-title'}, 'Direct messages');
  const talk = h('section', {'aria-labelledby': 'direct-title'}, title, list([direct], [], direct));
  const places = guilds.length ? guilds.map(drawnGuild) : nowhere();
  redraw(byId('channels'), closeButton('Close the list of channels'), places, talk);
}

function drawnGuild(guild) {
  const places = sorted(guild.channels);
  const categories = places.filter((one) => one.kind === 'category');
  return h(
    'section',
    {'aria-label': guild.name, 'data-key': `guild-${guild.id}`},
    h('div', {class: 'guild-head'}, h('h2', {dir: 'auto'}, guild.name), menuButton(guild, serverMenu)),
    list(below(places, null), places, guild),
    categories.map((one) => drawnCategory(one, places)),
  );
}

// An empty one is shown to those only who could put a channel into it.
function drawnCategory(category, places) {
  const inside = list(below(places, category.id), places, category);
  const menu = menuButton(category, channelMenu);
  const key = {'data-key': `category-${category.id}`};
  const head = h('div', {class: 'category-head', ...key}, h('h3', {dir: 'auto'}, category.name), menu);
  return (inside || menu) && [head, inside];
}

// There where it offers anything to this person.
export function menuButton(subject, itemsOf) {
  const act = ({currentTarget}) => openMenu(currentTarget, itemsOf(subject));
  const attributes = {'aria-haspopup': 'menu', 'data-key': `menu-${subject.id}`};
  return itemsOf(subject).length > 0 && iconButton(`What you can do with ${subject.name}`, 'more', act, attributes);
}

function nowhere() {
  const join = boxed('join', () => attempt(askJoin), 'Join a server…');
  return h('section', {'aria-label': 'No server'}, h('p', {class: 'soft'}, 'You are on no server.'), join);
}

function below(places, parentId) {
  return places.filter((one) => one.parent_id === parentId && one.kind !== 'category' && !isThread(one));
}

function sorted(places) {
  const order = (one, other) => one.position - other.position || (BigInt(one.id) < BigInt(other.id) ? -1 : 1);
  return [...places].sort(order);
}

function list(shown, places, above) {
  const row = (one) => h('li', {'data-key': `row-${one.id}`}, place(one), threads(one, places));
  return shown.length > 0 && h('ul', {'data-key': `below-${above.id}`}, shown.map(row));
}

// Those that sleep are folded away, except the one that is open.
function threads(channel, places) {
  const all = places.filter((one) => isThread(one) && one.parent_id === channel.id);
  const awake = all.filter((one) => !one.is_archived || one.id === state.channel?.id);
  const asleep = all.filter((one) => !awake.includes(one));
  return [list(awake, [], channel), asleep.length > 0 && folded(channel, asleep)];
}

function folded(channel, asleep) {
  const said = `${asleep.length} archived ${asleep.length === 1 ? 'thread' : 'threads'}`;
  return h('details', {}, h('summary', {'data-key': `asleep-${channel.id}`}, said), list(asleep, [], channel));
}

function place(channel) {
  const isOpen = channel.id === state.channel?.id;
  const news = unread.get(channel.id);
  const attributes = {
    class: news ? 'place has-news' : 'place',
    ...wayTo(channel),
    'aria-current': isOpen && 'page',
    'data-key': channel.id,
  };
  return h('a', attributes, channelIcon(channel), h('bdi', {class: 'place-name'}, channel.name), news && mark(news));
}

function mark(news) {
  const count = news.size;
  const callsMe = [...news.values()].includes(true);
  const said = ` new ${count === 1 ? 'message' : 'messages'}${callsMe ? ', you are called' : ''}`;
  return h('span', {class: callsMe ? 'count calls-me' : 'count'}, count, h('span', {class: 'hidden-text'}, said));
}
