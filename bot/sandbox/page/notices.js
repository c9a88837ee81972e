// Sentences that come and go: what was refused, for the eye and for screen readers; what happened, for screen readers.

import {sentenceOf} from './api.js';
import {iconButton} from './buttons.js';
import {byId, h} from './dom.js';
import {on} from './store.js';

const STAYS = 9000; // milliseconds
const AT_MOST = 4;
const LOST = 'The sandbox does not answer. This page tries again by itself; nothing you typed is lost.';

export function mount() {
  on('link', ({isThere}) => showLink(isThere));
}

// What went wrong, with what to do: it goes by itself, or by its button.
export function notice(text) {
  const shown = stay(text);
  setTimeout(() => leave(shown), STAYS);
}

export function stay(text) {
  const close = iconButton('Dismiss', 'close', () => leave(shown));
  const shown = h('div', {class: 'notice'}, h('p', {dir: 'auto'}, text), close);
  byId('notices').append(shown);
  while (byId('notices').childElementCount > AT_MOST) leave(byId('notices').firstElementChild);
  return shown;
}

// Whoever was at it goes on with the conversation.
function leave(shown) {
  if (shown.contains(document.activeElement)) byId('messages').focus({preventScroll: true});
  shown.remove();
}

// Only heard; one sentence does not cut off the one before.
export function announce(text) {
  const heard = h('p', {}, text);
  byId('announced').append(heard);
  setTimeout(() => heard.remove(), STAYS);
}

// Does it, and shows the sentence if it is refused.
export async function attempt(act) {
  try {
    return await act();
  } catch (refusal) {
    notice(sentenceOf(refusal));
    return undefined;
  }
}

let wasLost = false;

function showLink(isThere) {
  const line = byId('link');
  line.hidden = isThere;
  line.textContent = isThere ? '' : LOST;
  if (isThere && wasLost) announce('The sandbox is there again.');
  wasLost = !isThere;
}
