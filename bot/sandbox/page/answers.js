// What becomes of a press: it is under way, it opened a form, it was refused, or the bot did not respond. The last two
// are told below the message, to this person alone.

import {call, sentenceOf} from './api.js';
import {openForm} from './forms.js';
import {tell} from './store.js';

export const SILENCE = 'The application did not respond. You can try again.';

const underWay = new Set(); // "message custom_id"
const troubles = new Map(); // sentences, by message

export function isUnderWay(messageId, customId) {
  return underWay.has(`${messageId} ${customId}`);
}

export function troubleOf(messageId) {
  return troubles.get(messageId);
}

// Does what the wish says, and comes to whether it was done; tells 'doing' of the message when it begins and when it is
// over.
export async function acting(messageId, customId, wish) {
  const press = `${messageId} ${customId}`;
  underWay.add(press);
  troubles.delete(messageId);
  tell('doing', messageId);
  try {
    shown(await call(...wish));
    return true;
  } catch (refused) {
    troubles.set(messageId, sentenceOf(refused));
    return false;
  } finally {
    underWay.delete(press);
    tell('doing', messageId);
  }
}

// What the person sees first: a form opens, everything else comes with the messages. Silence is thrown.
export function shown(answer) {
  if (answer.kind === 'failed') throw new Error(SILENCE);
  if (answer.kind === 'form') openForm(answer.form);
}
