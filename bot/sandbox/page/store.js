// What this window knows: who it is, what that person sees, and which channel is open. Everything that comes from the
// sandbox passes here; whoever shows something listens.
//
//   'person'   what Person tells has changed (channels, roles, members), also after another person was picked
//   'channel'  another channel is open; its messages come later as 'messages'. {isAgain}: the one that was open, in a
//              sandbox that was started anew
//   'messages' all messages of the open channel were read anew
//   'message'  one came or changed: {message, isNew}; isNew: it was written since this person sat down here
//   'gone'     {channel_id, ids}
//   'time'     the clock: Time
//   'moved'    a step is over: Moved
//   'guide'    the Guide
//   'link'     whether the sandbox is there: {isThere}
//
// And what one part of the page asks of another:
//
//   'doing'    a message is to be drawn anew, because something is done with it: its id
//   'reply'    an answer to this message is begun, 'edit' it is written anew, 'jump' to the one of this id
//   'compose'  the keyboard goes to where one writes, and {text} with it: to where one writes in {channel}
//   'commands' what the bot offers here was read anew
//   'outlived' the person is gone with their sandbox: what they typed is put by, the page begins anew

import {ask, watchAddress} from './api.js';
import {listening} from './listening.js';
import {requoted} from './quotes.js';

const PAGE = 100; // messages read at once
const GONE = 404;

export const state = {
  people: [], // Somebody
  person: null, // Person
  channel: null, // Channel
  messages: new Map(), // of the open channel, by id, oldest first
  isWhole: true, // whether the oldest message is among them
  time: null,
  guide: null,
};

const listeners = new Map();
let hush = () => {}; // ends the socket of whoever sat here before
let reading = 0; // only the newest reading of a channel counts
const underWay = new Set(); // for each page that is being read, what was heard meanwhile: messages by id, null if gone
let heard = new Set(); // ids of messages that came since this person sat down
let satDownAt = null; // story time
let isStale = false; // something about the person has changed since it was read
let personReading = null;

export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

export function tell(kind, news) {
  for (const listener of listeners.get(kind) ?? []) listener(news);
}

export async function begin() {
  const [world, time, guide] = await Promise.all([ask(['world']), ask(['time']), ask(['guide'])]);
  Object.assign(state, {people: world.people, time, guide});
  tell('time', time);
  tell('guide', guide);
  const asked = new URLSearchParams(location.search);
  const known = state.people.some((one) => one.username === asked.get('as'));
  const first = state.people.find((one) => !one.is_bot);
  if (known || first) await become(known ? asked.get('as') : first.username, asked.get('channel'));
}

// Another person sits at this window from now on; `place` is a channel's id or its name.
export async function become(username, place = null) {
  [state.people, state.person] = await seenBy(username);
  heard = new Set();
  satDownAt = state.time.now;
  state.channel = placeCalled(place) ?? visible().find((one) => one.kind === 'text') ?? state.person.direct;
  state.messages = new Map();
  listen(username);
  tell('person');
  await open(state.channel.id);
}

export function placeCalled(place) {
  const there = visible();
  return there.find((one) => one.id === place) ?? there.find((one) => one.name === place) ?? null;
}

// Every place of talk that the person sees, the conversation with the bot last.
export function visible() {
  const all = state.person.guilds.flatMap((guild) => guild.channels);
  return [...all.filter((one) => one.kind !== 'category'), state.person.direct];
}

export function guildOf(channel) {
  return state.person.guilds.find((guild) => guild.id === channel.guild_id) ?? null;
}

export async function open(channelId, {isAgain = false} = {}) {
  state.channel = visible().find((one) => one.id === channelId) ?? null;
  state.messages = new Map();
  remember();
  tell('channel', {isAgain});
  if (state.channel) await readAnew();
}

// The page before the oldest message that is known.
export async function readOlder() {
  const oldest = state.messages.keys().next().value;
  const mine = reading;
  const {page, isLast} = await read({before: oldest});
  if (mine !== reading) return;
  state.messages = new Map([...page.map((one) => [one.id, one]), ...state.messages]);
  state.isWhole = isLast;
  tell('messages');
}

async function readAnew() {
  const mine = ++reading;
  const {page, came, isLast} = await readBackTo(state.messages.keys().next().value);
  if (mine !== reading) return;
  state.messages = new Map([...page, ...came].map((one) => [one.id, one]));
  state.isWhole = isLast;
  tell('messages');
}

// As far as was read before, or the newest page.
async function readBackTo(oldest) {
  const all = await read({});
  while (oldest !== undefined && !all.isLast && BigInt(all.page[0].id) > BigInt(oldest)) {
    const {page, isLast} = await read({before: all.page[0].id});
    Object.assign(all, {page: [...page, ...all.page], isLast: isLast || page.length === 0});
  }
  return all;
}

// A page of the open channel, and what came after it meanwhile. What was heard while it was on its way is newer than
// what it says.
async function read(query) {
  const parts = ['people', state.person.me.username, 'channels', state.channel.id, 'messages'];
  const changed = new Map();
  underWay.add(changed);
  try {
    const before = await ask(parts, {limit: PAGE, ...query});
    const page = before.map((one) => (changed.has(one.id) ? changed.get(one.id) : one));
    const came = [...changed.values()].filter((one) => one !== null && !isBefore(one, before.at(-1)));
    const asNow = (those) => those.filter((one) => one !== null).map((one) => requoted(one, changed));
    return {page: asNow(page), came: asNow(came), isLast: before.length < PAGE};
  } finally {
    underWay.delete(changed);
  }
}

// Ids count up.
export function isBefore(message, other) {
  return other !== undefined && BigInt(message.id) <= BigInt(other.id);
}

function remember() {
  const search = new URLSearchParams({as: state.person.me.username, channel: state.channel?.id ?? ''});
  history.replaceState(null, '', `?${search}`);
}

function listen(username) {
  hush();
  hush = listening(watchAddress(username), {hear, catchUp, lost: () => lost(username)});
}

// If even the person is gone, the sandbox is another one, and the page begins anew.
async function lost(username) {
  tell('link', {isThere: false});
  const refused = await ask(['people', username]).catch((refusal) => refusal);
  if (refused.status !== GONE) return;
  try {
    tell('outlived');
  } finally {
    location.reload();
  }
}

// Whatever was missed is read again. In a sandbox that was started anew everything has other ids, so the place that was
// open is the one of the same name.
async function catchUp() {
  const before = state.channel;
  await Promise.all([personAnew(), clockAnew()]);
  const there = state.channel ?? placeCalled(before?.name);
  if (there && there.id === before?.id) await readAnew();
  else if (there) await open(there.id, {isAgain: true});
  tell('link', {isThere: true});
}

async function clockAnew() {
  [state.time, state.guide] = await Promise.all([ask(['time']), ask(['guide'])]);
  if (new Date(state.time.now) < new Date(satDownAt)) satDownAt = state.time.now; // a story begun anew
  tell('time', state.time);
  tell('guide', state.guide);
}

// Many changes at once are one reading, or two.
function personAnew() {
  isStale = true;
  personReading ??= whileStale().finally(() => (personReading = null));
  return personReading;
}

async function whileStale() {
  while (isStale) {
    isStale = false;
    await readPerson();
  }
}

function seenBy(username) {
  return Promise.all([ask(['people']), ask(['people', username])]);
}

async function readPerson() {
  const username = state.person.me.username;
  const [people, fresh] = await seenBy(username);
  state.people = people;
  if (state.person.me.username !== username) return;
  state.person = fresh;
  const there = visible().find((one) => one.id === state.channel?.id);
  const before = state.channel;
  state.channel = there ?? null;
  if (!there) state.messages = new Map();
  tell('person');
  if (before && !there) tell('channel', {isAgain: false});
}

function hear(news) {
  switch (news.type) {
    case 'message':
      return heardMessage(news.message);
    case 'gone':
      return heardGone(news);
    case 'server':
      return personAnew().catch(() => {}); // the link is lost, then: whoever watches it reads again
    case 'time':
      state.time = news.time;
      tell('time', news.time);
      return news.moved && tell('moved', news.moved);
    case 'guide':
      state.guide = news.guide;
      return tell('guide', news.guide);
  }
}

// While the clock stands, what was there before and what comes are of one moment: this tells them apart.
function isChanged(message) {
  return message.edited_at !== null || message.reactions.length > 0 || message.thread_id !== null;
}

function heardMessage(message) {
  const isKnown = heard.has(message.id) || state.messages.has(message.id);
  const isNew = !isKnown && !isChanged(message) && new Date(message.at) >= new Date(satDownAt);
  const isHere = message.channel_id === state.channel?.id;
  heard.add(message.id);
  if (isHere) keep(message);
  tell('message', {message, isNew});
  if (isHere && !isNew) requote(new Map([[message.id, message]]));
}

// What is further up than what was read is not shown before it is read.
function keep(message) {
  for (const changed of underWay) changed.set(message.id, message);
  const [oldest] = state.messages.values();
  if (state.isWhole || state.messages.has(message.id) || !isBefore(message, oldest)) {
    state.messages.set(message.id, message);
  }
}

function heardGone({channel_id: channelId, ids}) {
  const isHere = channelId === state.channel?.id;
  const gone = new Map(ids.map((id) => [id, null]));
  if (isHere) for (const changed of underWay) ids.forEach((id) => changed.set(id, null));
  if (isHere) ids.forEach((id) => state.messages.delete(id));
  tell('gone', {channel_id: channelId, ids});
  if (isHere) requote(gone);
}

// Whoever answered these messages quotes them as they are now.
function requote(changed) {
  for (const message of state.messages.values()) {
    const quoting = requoted(message, changed);
    if (quoting === message) continue;
    state.messages.set(message.id, quoting);
    tell('message', {message: quoting, isNew: false});
  }
}
