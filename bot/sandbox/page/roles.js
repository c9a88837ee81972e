// The roles of a server: which of them, then its name, colour and what it permits.

import {call} from './api.js';
import {confirmThat, field, openDialog} from './dialogs.js';
import {h} from './dom.js';
import {rolesBelowMe} from './memberships.js';
import {hex, isEveryone, roleName} from './named.js';
import {ofGuild} from './paths.js';
import {ofRoles, worded} from './permissions.js';
import {state} from './store.js';

const LONGEST_NAME = 100;

export function chooseRole(guild) {
  const everyone = guild.roles.find((one) => isEveryone(one, guild.id));
  const rows = [...rolesBelowMe(guild), everyone].map((role) => row(roleName(role, guild.id), () => edit(role)));
  const dialog = openDialog({
    title: `Roles of ${guild.name}`,
    body: [h('p', {}, whichOf(guild)), h('ul', {class: 'picks'}, rows)],
    actions: [
      {label: 'Close'},
      {label: 'New role…', kind: 'main', act: () => edit(null)},
    ],
  });

  function edit(role) {
    dialog.close();
    askRole(guild, role);
  }
}

function whichOf(guild) {
  const isMine = guild.owner_id === state.person.me.id;
  return isMine ? 'All of them: the server is yours.' : 'Those below your own highest role.';
}

// `role` null makes a new one.
function askRole(guild, role) {
  const isOfAll = role !== null && isEveryone(role, guild.id);
  const name = h('input', {value: role?.name ?? '', maxlength: LONGEST_NAME, dir: 'auto', autocomplete: 'off'});
  const colour = h('input', {type: 'color', value: hex(role?.colour ?? 0)});
  const named = [field('Name', name), field('Colour', colour, 'Black is no colour of its own.')];
  const permits = ticks(guild, role?.permissions ?? []);
  const act = () => (role ? change(guild, role, wish()) : call('POST', ofGuild(guild, 'roles'), wish()));
  openDialog({
    title: role ? `Role ${roleName(role, guild.id)}` : 'New role',
    body: [!isOfAll && named, permits.element],
    actions: [
      role && !isOfAll && !role.is_managed && {label: 'Delete…', act: askDelete},
      {label: 'Cancel'},
      {label: role ? 'Save' : 'Make the role', kind: 'main', act},
    ].filter(Boolean),
  });

  function wish() {
    if (!isOfAll && !name.value.trim()) throw new Error('Please give it a name first.');
    const permissions = permits.chosen();
    return isOfAll ? {permissions} : {name: name.value.trim(), colour: number(colour.value), permissions};
  }

  function askDelete() {
    return confirmThat({
      title: `Delete the role ${role.name}?`,
      text: 'Everybody who has it loses it, and what it allowed.',
      action: 'Delete',
      act: () => call('DELETE', ofGuild(guild, 'roles', role.id)),
    });
  }
}

// Sends what differs: of a role that stands above, Discord refuses even what stays.
function change(guild, role, wish) {
  const isSame = (key) => String(wish[key]) === String(role[key]);
  const changed = Object.fromEntries(Object.entries(wish).filter(([key]) => !isSame(key)));
  return Object.keys(changed).length ? call('PATCH', ofGuild(guild, 'roles', role.id), changed) : undefined;
}

// A box for each permission; what one does not hold oneself, one cannot give or take.
function ticks(guild, held) {
  const box = (permission) => {
    const [name] = permission;
    const is = {checked: held.includes(name), disabled: !guild.may.includes(name)};
    return h('label', {class: 'check'}, h('input', {type: 'checkbox', value: name, ...is}), worded(permission));
  };
  const further = h('details', {}, h('summary', {}, 'All permissions'), ofRoles.further.map(box));
  const element = h('fieldset', {class: 'checks'}, h('legend', {}, 'Who has it may'), ofRoles.first.map(box), further);
  const chosen = () => {
    const shown = [...element.querySelectorAll('input')];
    const kept = held.filter((name) => !shown.some((one) => one.value === name));
    return [...kept, ...shown.filter((one) => one.checked).map((one) => one.value)].sort();
  };
  return {element, chosen};
}

function row(name, act) {
  return h('li', {}, h('button', {type: 'button', class: 'pick', dir: 'auto', onclick: act}, name));
}

function number(hexed) {
  return Number.parseInt(hexed.slice(1), 16);
}
