// Reactions below a message, and the small palette from which one adds another.

import {call} from './api.js';
import {iconButton} from './buttons.js';
import {field, openDialog} from './dialogs.js';
import {h} from './dom.js';
import {attempt} from './notices.js';
import {ofChannel} from './paths.js';
import {state} from './store.js';

const COMMON = [
  ['👍', 'Thumbs up'],
  ['👎', 'Thumbs down'],
  ['❤️', 'Heart'],
  ['😄', 'Laughing'],
  ['🎉', 'Party'],
  ['😕', 'Puzzled'],
  ['👀', 'Eyes'],
  ['✅', 'Done'],
  ['❌', 'No'],
  ['🙏', 'Thanks'],
  ['🚀', 'Rocket'],
  ['🔥', 'Fire'],
];

export function mayReact() {
  return state.channel.may.includes('ADD_REACTIONS');
}

export function reactions(message) {
  if (!message.reactions.length) return null;
  const key = {'data-key': 'add-reaction'};
  const add = mayReact() && iconButton('Add a reaction', 'smile', () => openPalette(message), key);
  const chips = message.reactions.map((one) => chip(one, message));
  return h('div', {class: 'reactions', role: 'group', 'aria-label': 'Reactions'}, chips, add);
}

function chip({emoji, count, is_mine: isMine}, message) {
  const attributes = {
    class: 'reaction',
    type: 'button',
    'aria-pressed': String(isMine),
    'aria-label': `${nameOf(emoji)}, ${count} ${count === 1 ? 'reaction' : 'reactions'}`,
    'data-key': `reaction ${emoji}`,
    onclick: () => attempt(() => react(message, emoji, !isMine)),
  };
  return h('button', attributes, h('span', {'aria-hidden': 'true'}, emoji, ' ', String(count)));
}

function nameOf(emoji) {
  return COMMON.find(([sign]) => sign === emoji)?.[1] ?? emoji;
}

function react(message, emoji, isOn) {
  return call(isOn ? 'PUT' : 'DELETE', ofChannel(state.channel, 'messages', message.id, 'reactions', emoji));
}

export function openPalette(message) {
  const other = h('input', {type: 'text', maxlength: 100, autocomplete: 'off', dir: 'auto'});
  const signs = COMMON.map(([sign, name]) => {
    const attributes = {class: 'emoji', type: 'button', 'aria-label': name, title: name, onclick: () => add(sign)};
    return h('button', attributes, sign);
  });
  const dialog = openDialog({
    title: 'Add a reaction',
    body: [h('div', {class: 'palette'}, signs), field('Another emoji', other)],
    actions: [{label: 'Add', kind: 'main', act: typed}],
  });

  function typed() {
    if (!other.value.trim()) throw new Error('Choose one above, or type an emoji first.');
    return react(message, other.value.trim(), true);
  }

  function add(sign) {
    return dialog.attempt({act: () => react(message, sign, true)});
  }
}
