// Ways to the places of this sandbox. An address that stands for a place or a message in Discord leads there here, too,
// and to nowhere where this person sees no such place.

import {attempt} from './notices.js';
import {open, state, tell, visible} from './store.js';

const IN_DISCORD = /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(\d+|@me)(?:\/(\d+))?(?:\/(\d+))?\/?$/;

// A place as a link, so that it opens in a window of its own like any other link.
export function addressOf(username, placeId) {
  return `?${new URLSearchParams(placeId ? {as: username, channel: placeId} : {as: username})}`;
}

// What a link to the place is made of; a plain click opens it in this window, and shows the message.
export function wayTo(place, messageId) {
  const act = () => attempt(() => go(place, messageId));
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return {href: addressOf(state.person.me.username, place.id), onclick};
}

// What a link to this address is made of; null if it leads nowhere.
export function wayBy(url) {
  const named = IN_DISCORD.exec(url);
  if (!named) return {href: url, title: url, target: '_blank', rel: 'noopener noreferrer'};
  const place = placeBy(url);
  return place && {...wayTo(place, named[3]), title: url};
}

// The place in sight for which this address stands; a server's own stands for its first. Null if there is none.
export function placeBy(url) {
  const [, guildId, channelId] = IN_DISCORD.exec(url) ?? [];
  const inside = visible().filter((one) => (one.guild_id ?? '@me') === guildId);
  return inside.find((one) => one.id === (channelId ?? inside[0].id)) ?? null;
}

async function go(place, messageId) {
  if (place.id !== state.channel?.id) await open(place.id);
  if (messageId && place.id === state.channel?.id) tell('jump', messageId);
}
