// What this window knows: who it is, what that person sees, and which channel is open. Everything that comes from the
// sandbox passes here; whoever shows something listens.
//
//   'person'   what Person tells has changed (channels, roles, members), also after another person was picked
//   'channel'  another channel is open; its messages come later as 'messages'
//   'messages' all messages of the open channel were read anew
//   'message'  one came or changed: {message, isNew}; isNew: it was written since this person sat down here
//   'gone'     {channel_id, ids}
//   'time'     the clock: Time
//   'moved'    a step is over: Moved
//   'log'      a LogEntry
//   'guide'    the Guide
//   'link'     whether the sandbox is there: {isThere}
//
// And what one part of the page asks of another:
//
//   'doing'    a message is to be drawn anew, because something is done with it: its id
//   'reply'    an answer to this message is begun, 'edit' it is written anew, 'jump' to the one of this id
//   'compose'  the keyboard goes to where one writes
//   'commands' what the bot offers here was read anew

import {ask, watchAddress} from './api.js';

const PAGE = 100; // messages read at once
const GONE = 404;
const AGAIN = 1000; // milliseconds until a lost socket is tried again

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
let socket = null;
let reading = 0; // only the newest reading of a channel counts
let heard = new Set(); // ids of messages that came since this person sat down
let satDownAt = null; // story time
let isStale = false; // something about the person has changed since it was read
let isReadingPerson = false;

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

export async function open(channelId) {
  state.channel = visible().find((one) => one.id === channelId) ?? null;
  state.messages = new Map();
  remember();
  tell('channel');
  if (state.channel) await readAnew();
}

// The page before the oldest message that is known.
export async function readOlder() {
  const oldest = state.messages.keys().next().value;
  const mine = reading;
  const older = await read({before: oldest});
  if (mine !== reading) return;
  state.messages = new Map([...older.map((one) => [one.id, one]), ...state.messages]);
  state.isWhole = older.length < PAGE;
  tell('messages');
}

async function readAnew() {
  const mine = ++reading;
  const latest = await read({});
  if (mine !== reading) return;
  const came = [...state.messages.values()].filter((one) => !latest.some((each) => each.id === one.id));
  state.messages = new Map([...latest, ...came].map((one) => [one.id, one]));
  state.isWhole = latest.length < PAGE;
  tell('messages');
}

function read(query) {
  return ask(['people', state.person.me.username, 'channels', state.channel.id, 'messages'], {limit: PAGE, ...query});
}

function remember() {
  const search = new URLSearchParams({as: state.person.me.username, channel: state.channel?.id ?? ''});
  history.replaceState(null, '', `?${search}`);
}

function listen(username) {
  socket?.close();
  const mine = (socket = new WebSocket(watchAddress(username)));
  mine.onmessage = (frame) => mine === socket && hear(JSON.parse(frame.data));
  mine.onopen = () => tell('link', {isThere: true});
  mine.onclose = () => mine === socket && lost(username);
}

function lost(username) {
  tell('link', {isThere: false});
  setTimeout(() => state.person.me.username === username && catchUp(username), AGAIN);
}

// Whatever was missed is read again. In a sandbox that was started anew everything has other ids, so the place that was
// open is the one of the same name; if even the person is gone, the page begins anew.
async function catchUp(username) {
  const before = state.channel;
  try {
    await Promise.all([personAnew(), clockAnew()]);
    listen(username);
    const there = state.channel ?? placeCalled(before?.name);
    if (there) await open(there.id);
  } catch (refusal) {
    if (refusal.status === GONE) location.reload();
    else lost(username);
  }
}

async function clockAnew() {
  [state.time, state.guide] = await Promise.all([ask(['time']), ask(['guide'])]);
  if (new Date(state.time.now) < new Date(satDownAt)) satDownAt = state.time.now; // a story begun anew
  tell('time', state.time);
  tell('guide', state.guide);
}

// Many changes at once are one reading, or two.
async function personAnew() {
  isStale = true;
  if (isReadingPerson) return;
  isReadingPerson = true;
  try {
    while (isStale) {
      isStale = false;
      await readPerson();
    }
  } finally {
    isReadingPerson = false;
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
  tell('person');
  if (before && !there) tell('channel');
}

function hear(news) {
  switch (news.type) {
    case 'message':
      return heardMessage(news.message);
    case 'gone':
      if (news.channel_id === state.channel?.id) news.ids.forEach((id) => state.messages.delete(id));
      return tell('gone', {channel_id: news.channel_id, ids: news.ids});
    case 'server':
      return personAnew().catch(() => {}); // the link is lost, then: whoever watches it reads again
    case 'time':
      state.time = news.time;
      tell('time', news.time);
      return news.moved && tell('moved', news.moved);
    case 'log':
      return tell('log', news.entry);
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
  heard.add(message.id);
  if (message.channel_id === state.channel?.id) state.messages.set(message.id, message);
  tell('message', {message, isNew});
}
