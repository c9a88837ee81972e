// Who may do what in a channel, against what their roles say: one role or member at a time, kept until saved.

import {call} from './api.js';
import {field, openDialog} from './dialogs.js';
import {h, fill} from './dom.js';
import {roleName} from './named.js';
import {ofChannel} from './paths.js';
import {ofChannels, worded} from './permissions.js';
import {guildOf} from './store.js';

const STANDS = [
  ['allow', 'Yes'],
  ['', 'As roles say'],
  ['deny', 'No'],
];

export function whoMay(channel) {
  const guild = guildOf(channel);
  const drafts = new Map(); // by subject: {permission: 'allow' | 'deny' | ''}
  const subjects = offered(guild, channel);
  const choice = h('select', {dir: 'auto', onchange: show}, subjects.map(grouped));
  const table = h('div');
  openDialog({
    title: `Who may do what in ${channel.name}`,
    body: [field('For', choice), table],
    actions: [{label: 'Cancel'}, {label: 'Save', kind: 'main', act: () => save(channel, drafts)}],
  });
  show();

  function show() {
    const id = choice.value;
    if (!drafts.has(id)) drafts.set(id, standsOf(channel, id));
    const rows = (permissions) => permissions.map((one) => row(one, drafts.get(id), guild));
    const isOpen = table.querySelector('details')?.open;
    const further = h('details', {open: isOpen}, h('summary', {}, 'All permissions'), rows(ofChannels.further));
    fill(table, rows(ofChannels.first), further);
  }
}

// Those who have a say of their own here first, then everybody else.
function offered(guild, channel) {
  const roles = guild.roles.map((one) => ({id: one.id, name: roleName(one, guild.id), kind: 'Roles'}));
  const members = guild.members.map((one) => ({id: one.user.id, name: one.user.name, kind: 'Members'}));
  const has = (one) => one.id === guild.id || channel.overwrites.some((each) => each.subject_id === one.id);
  const all = [...roles.sort((one) => (one.id === guild.id ? -1 : 0)), ...members];
  const groups = [['Set here', all.filter(has)]];
  for (const kind of ['Roles', 'Members']) groups.push([kind, all.filter((one) => one.kind === kind && !has(one))]);
  return groups.filter(([, ones]) => ones.length);
}

function grouped([label, ones]) {
  return h('optgroup', {label}, ones.map((one) => h('option', {value: one.id}, one.name)));
}

function row(permission, draft, guild) {
  const [name] = permission;
  const id = `may-${name}`;
  const onchange = (event) => (draft[name] = event.target.value);
  const disabled = !guild.may.includes(name);
  const options = STANDS.map(([value, said]) => h('option', {value, selected: (draft[name] ?? '') === value}, said));
  const select = h('select', {id, onchange, disabled}, options);
  return h('div', {class: 'overwrite'}, h('label', {for: id}, worded(permission)), select);
}

function standsOf(channel, subject) {
  const set = channel.overwrites.find((one) => one.subject_id === subject);
  const each = (stand) => (set?.[stand] ?? []).map((name) => [name, stand]);
  return Object.fromEntries([...each('allow'), ...each('deny')]);
}

// Whoever was changed is sent, one after the other; a refusal leaves the rest unsent, and the dialog says so.
async function save(channel, drafts) {
  for (const [subject, draft] of drafts) {
    const named = (stand) => Object.keys(draft).filter((name) => draft[name] === stand).sort();
    const [allow, deny] = [named('allow'), named('deny')];
    const before = standsOf(channel, subject);
    const isSame = Object.keys({...before, ...draft}).every((name) => (before[name] ?? '') === (draft[name] ?? ''));
    if (isSame) continue;
    const parts = ofChannel(channel, 'overwrites', subject);
    if (allow.length || deny.length) await call('PUT', parts, {allow, deny});
    else await call('DELETE', parts);
  }
}
