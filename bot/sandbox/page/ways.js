// Ways to the places of this sandbox. An address that stands for a place or a message in Discord leads there here, too,
// and to nowhere where this person sees no such place.

import {attempt, notice} from './notices.js';
import {open, state, tell, visible} from './store.js';

const HOST = /^(?:\w+\.)?discord(?:app)?\.com$/;
const PATH = /^\/channels\/(\d+|@me)(?:\/(\d+))?(?:\/(\d+))?\/?$/; // server, place, message
const NAMED = /<#\d|\/channels\//; // in what a message says

// A place, by its id or its name, as a link, so that it opens in a window of its own like any other link.
export function addressOf(username, place) {
  return `?${new URLSearchParams(place ? {as: username, channel: place} : {as: username})}`;
}

// Opens the place anew, also where it is open already; or only leads to this message of it.
export function goTo(placeId, messageId) {
  return attempt(async () => {
    if (!visible().some((one) => one.id === placeId)) return notice('You see no such place any more.');
    if (!messageId || placeId !== state.channel?.id) await open(placeId);
    if (messageId && placeId === state.channel?.id) tell('jump', messageId);
  });
}

// What a link to the place is made of.
export function wayTo(place, messageId) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(place.id, messageId);
  };
  return {href: addressOf(state.person.me.username, place.id), onclick};
}

// What a link to this address is made of; null if it leads nowhere.
export function wayBy(url) {
  const named = namedBy(url);
  if (!named) return {href: url, title: url, target: '_blank', rel: 'noopener noreferrer'};
  return named.place && {...wayTo(named.place, named.messageId), title: url, alike: url};
}

// {place, messageId} of an address in Discord, null for any other. `place` is null where this person sees none such; a
// server's own address stands for its first.
export function namedBy(url) {
  const {hostname, pathname} = URL.canParse(url) ? new URL(url) : {};
  const path = HOST.test(hostname) && PATH.exec(pathname);
  if (!path) return null;
  const [, guildId, channelId, messageId] = path;
  const inside = visible().filter((one) => (one.guild_id ?? '@me') === guildId);
  return {place: inside.find((one) => one.id === (channelId ?? inside[0].id)) ?? null, messageId};
}

// Whether anything in it leads to a place, which may come into sight or go.
export function namesAPlace({text, embeds, components, thread_id: threadId}) {
  return threadId !== null || NAMED.test(JSON.stringify([text, embeds, components]));
}
