// What one can do with a message: one bar of buttons for all, that goes to the message under the pointer or with the
// keyboard, and the menu behind its last button.

import {iconButton} from './buttons.js';
import {messageCommands} from './commands.js';
import {openMenu} from './dropdown.js';
import {askToDelete, beginEdit} from './editing.js';
import {h, redraw} from './dom.js';
import {askThread, mayBeginThread} from './places.js';
import {mayReact, openPalette} from './reactions.js';
import {state, tell} from './store.js';
import {mayWrite} from './writing.js';

let bar = null;
let messageOf = null;

export function mount(box, find) {
  messageOf = find;
  bar = h('div', {class: 'tools', role: 'toolbar', 'aria-label': 'What you can do with this message'});
  box.addEventListener('pointerover', ({target}) => goTo(target.closest('article')));
  box.addEventListener('pointerleave', () => isBusy() || bar.remove());
  box.addEventListener('focusin', ({target}) => goTo(target.closest('article')));
}

function goTo(article) {
  if (!article || article.contains(bar) || isBusy()) return;
  const message = messageOf(article.dataset.id);
  if (!message || message.is_ephemeral || message.is_loading) return bar.remove();
  redraw(bar, buttons(message));
  article.append(bar);
}

// The bar, if it is at this one, for what its message is now.
export function at(article) {
  const message = article.contains(bar) && messageOf(article.dataset.id);
  return message && redraw(bar, buttons(message));
}

// Whoever is at the bar, or in its menu, keeps it.
function isBusy() {
  return bar.contains(document.activeElement) || bar.querySelector('[aria-expanded=true]') !== null;
}

function buttons(message) {
  const {name} = message.author;
  const key = (what) => ({'data-key': `${what} ${message.id}`});
  const act = ({currentTarget}) => openMenu(currentTarget, menu(message));
  return [
    mayReact() && iconButton('Add a reaction', 'smile', () => openPalette(message), key('react')),
    mayWrite(state.channel) && iconButton(`Reply to ${name}`, 'reply', () => tell('reply', message), key('reply')),
    message.may_edit && iconButton('Edit', 'pencil', () => beginEdit(message), key('edit')),
    menu(message).length > 0 && iconButton(`More for ${name}'s message`, 'more', act, key('more')),
  ];
}

function menu(message) {
  const commands = messageCommands(message);
  return [
    mayBegin(message) && {label: 'New thread on this message…', act: () => askThread(state.channel, message.id)},
    message.text && {label: 'Copy the text', act: () => copy(message)},
    message.may_delete && {label: 'Delete the message', isGrave: true, act: () => askToDelete(message)},
    commands.length > 0 && {heading: 'Apps'},
    ...commands,
  ].filter(Boolean);
}

// As it is now: a menu may be open for long.
function copy(message) {
  return navigator.clipboard.writeText((messageOf(message.id) ?? message).text);
}

function mayBegin(message) {
  return !message.thread_id && mayBeginThread(state.channel);
}
