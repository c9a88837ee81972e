// Whom and what one can choose here: people, roles and channels of the server of the open channel, and a native select.

import {h} from './dom.js';
import {roleName} from './named.js';
import {guildOf, state} from './store.js';

const CHANNEL_KINDS = {0: 'text', 1: 'dm', 2: 'voice', 4: 'category', 11: 'public_thread', 12: 'private_thread'};

// [{value, label, hint}] for 'user', 'role', 'mentionable' or 'channel'; `types` are Discord's numbers of channels.
export function choicesOf(kind, types = []) {
  switch (kind) {
    case 'user':
      return people();
    case 'role':
      return roles();
    case 'mentionable':
      return [...people(), ...roles().map((one) => ({...one, label: `@${one.label}`}))];
    case 'channel':
      return channels(types);
    default:
      return [];
  }
}

function people() {
  const guild = guildOf(state.channel);
  const users = guild ? guild.members.map((member) => member.user) : [state.person.me, state.person.bot];
  const hint = ({name, username}) => (name === username ? '' : username);
  return users.map((user) => ({value: user.id, label: user.name, hint: hint(user)}));
}

function roles() {
  const guild = guildOf(state.channel);
  return (guild?.roles ?? []).map((role) => ({value: role.id, label: roleName(role, guild.id), hint: ''}));
}

function channels(types) {
  const kinds = types.map((type) => CHANNEL_KINDS[type]);
  const offered = (guildOf(state.channel)?.channels ?? []).filter((one) => !kinds.length || kinds.includes(one.kind));
  return offered.map((one) => ({value: one.id, label: `#${one.name}`, hint: ''}));
}

// A native select of at most one of these; `none` is what stands for nothing chosen.
export function dropdown(choices, {none = 'Choose…', chosen, ...attributes} = {}) {
  const empty = h('option', {value: '', selected: chosen === undefined}, none);
  const option = (one) => h('option', {value: one.value, selected: one.value === chosen}, worded(one));
  return h('select', attributes, empty, choices.map(option));
}

// Boxes to tick of which at most `most` can be on; `change(values)` hears of each press.
export function tickboxes(choices, {most, chosen = [], change = () => {}, ...attributes}) {
  const isFull = chosen.length >= most;
  const is = (value) => ({checked: chosen.includes(value), disabled: isFull && !chosen.includes(value)});
  const box = ({value}) => h('input', {type: 'checkbox', value, ...is(value)});
  const words = (one) => h('span', {dir: 'auto'}, worded(one));
  const known = (one) => ({'data-key': one.value, alike: identity(one)});
  const rows = choices.map((one) => h('label', {class: 'tickbox', ...known(one)}, box(one), words(one)));
  return h('div', {class: 'ticks', role: 'group', ...attributes, onchange: pressed}, rows);

  function pressed({currentTarget: group}) {
    const values = ticked(group);
    for (const box of group.querySelectorAll('input')) box.disabled = values.length >= most && !box.checked;
    change(values);
  }
}

// A value may stand for something else tomorrow.
export function identity({value, label}) {
  return `${value} ${label}`;
}

export function ticked(group) {
  return [...group.querySelectorAll('input:checked')].map((box) => box.value);
}

function worded({label, hint}) {
  return hint ? `${label} – ${hint}` : label;
}
