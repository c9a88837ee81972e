// Sentences that come and go: what was refused, for the eye and for screen readers; what happened, for screen readers.

import {byId, h} from './dom.js';
import {icon} from './icons.js';
import {on} from './store.js';

const STAYS = 9000; // milliseconds
const AT_MOST = 4;

export function mount() {
  on('link', ({isThere}) => showLink(isThere));
}

// What went wrong, with what to do: it goes by itself, or by its button.
export function notice(text) {
  const shown = stay(text);
  setTimeout(() => shown.remove(), STAYS);
}

export function stay(text) {
  const close = h('button', {type: 'button', class: 'icon-button', 'aria-label': 'Dismiss'}, icon('close'));
  const shown = h('div', {class: 'notice'}, h('p', {dir: 'auto'}, text), close);
  close.onclick = () => shown.remove();
  byId('notices').append(shown);
  while (byId('notices').childElementCount > AT_MOST) byId('notices').firstElementChild.remove();
  return shown;
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
    notice(refusal.message);
    return undefined;
  }
}

let wasLost = false;

function showLink(isThere) {
  const line = byId('link');
  line.hidden = isThere;
  line.textContent = isThere ? '' : 'The sandbox does not answer. This page tries again by itself; nothing you typed is lost.';
  if (isThere && wasLost) announce('The sandbox is there again.');
  wasLost = !isThere;
}
