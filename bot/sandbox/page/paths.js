// Where things of this window's person stand in the control interface, as call() and ask() take it.

import {state} from './store.js';

export const ofMe = (...parts) => ['people', state.person.me.username, ...parts];
export const ofChannel = (channel, ...parts) => ofMe('channels', channel.id, ...parts);
export const ofGuild = (guild, ...parts) => ofMe('guilds', guild.id, ...parts);
