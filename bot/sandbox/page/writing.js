// Whether this person may write in a place, and why not.

import {isTimedOut} from './memberships.js';
import {isThread} from './named.js';
import {guildOf, state} from './store.js';
import {dayAndTime} from './times.js';

export function mayWrite(channel) {
  return whyNot(channel) === null;
}

// A sentence, or null where one may.
export function whyNot(channel) {
  if (!channel) return 'No channel is open. Choose one from the list of channels.';
  const needed = isThread(channel) ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES';
  if (channel.may.includes(needed)) return null;
  const until = timedOutUntil(channel);
  if (until) return `You cannot write here until ${dayAndTime(until)}: you were given a time-out.`;
  return 'You may not write here now. You can still read and press buttons.';
}

function timedOutUntil(channel) {
  const me = guildOf(channel)?.members.find(({user}) => user.id === state.person.me.id);
  return me && isTimedOut(me) ? me.timed_out_until : null;
}
