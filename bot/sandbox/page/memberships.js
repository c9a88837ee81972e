// Who belongs to a server and as what: nicknames, roles of a member, time-outs, leaving and joining.

import {ask, call} from './api.js';
import {askText, confirmThat, field, openDialog} from './dialogs.js';
import {h} from './dom.js';
import {ofGuild} from './paths.js';
import {open, state} from './store.js';

const LONGEST_NAME = 32;

// The highest of somebody's roles: only who stands above another may change what they have.
function height(guild, userId) {
  if (userId === guild.owner_id) return Infinity;
  const mine = guild.members.find((one) => one.user.id === userId)?.role_ids ?? [];
  return Math.max(0, ...guild.roles.filter((one) => mine.includes(one.id)).map((one) => one.position));
}

export function isBelowMe(guild, member) {
  return height(guild, member.user.id) < height(guild, state.person.me.id);
}

export function isAdministrator(guild, member) {
  const held = guild.roles.filter((one) => member.role_ids.includes(one.id) || one.id === guild.id);
  return member.user.id === guild.owner_id || held.some((one) => one.permissions.includes('ADMINISTRATOR'));
}

export function isTimedOut(member) {
  return member.timed_out_until !== null && new Date(member.timed_out_until) > new Date(state.time.now);
}

// Roles that this person may change, the highest first; all but those of bots can be given, too.
export function rolesBelowMe(guild) {
  if (!guild.may.includes('MANAGE_ROLES')) return [];
  const mine = height(guild, state.person.me.id);
  const roles = guild.roles.filter((one) => one.id !== guild.id && one.position < mine);
  return roles.sort((one, other) => other.position - one.position);
}

export function rolesInMyGift(guild) {
  return rolesBelowMe(guild).filter((one) => !one.is_managed);
}

export function askNickname(guild, member) {
  const isMe = member.user.id === state.person.me.id;
  const parts = isMe ? ['nick'] : ['members', member.user.id, 'nick'];
  const {name, username} = member.user;
  return askText({
    title: isMe ? 'Your nickname here' : `Nickname of ${username}`,
    label: 'Nickname',
    value: name === username ? '' : name,
    note: `Leave it empty for "${username}".`,
    most: LONGEST_NAME,
    isRequired: false,
    action: 'Save',
    act: (text) => call('PUT', ofGuild(guild, ...parts), {nick: text || null}),
  });
}

export function askRoles(guild, member) {
  const boxes = rolesInMyGift(guild).map((role) => ({role, box: tick(member.role_ids.includes(role.id))}));
  const shown = boxes.map(({role, box}) => h('label', {class: 'check'}, box, h('bdi', {}, role.name)));
  const list = h('fieldset', {class: 'checks'}, h('legend', {}, 'Roles that you may give'), shown);
  openDialog({
    title: `Roles of ${member.user.name}`,
    body: list,
    actions: [{label: 'Cancel'}, {label: 'Save', kind: 'main', act: save}],
  });

  async function save() {
    for (const {role, box} of boxes) {
      if (box.checked === member.role_ids.includes(role.id)) continue;
      await call(box.checked ? 'PUT' : 'DELETE', ofGuild(guild, 'members', member.user.id, 'roles', role.id));
    }
  }
}

// For so many seconds of story time from now on; 0 ends it.
export function timeOut(guild, member, seconds) {
  const until = seconds ? new Date(new Date(state.time.now).getTime() + seconds * 1000).toISOString() : null;
  return call('PUT', ofGuild(guild, 'members', member.user.id, 'time_out'), {until});
}

export function askKick(guild, member) {
  return confirmThat({
    title: `Remove ${member.user.name}?`,
    text: 'They leave the server and lose their roles here. They may join again.',
    action: 'Remove',
    act: () => call('DELETE', ofGuild(guild, 'members', member.user.id)),
  });
}

export async function askLeave(guild) {
  const isDone = await confirmThat({
    title: `Leave ${guild.name}?`,
    text: 'You lose your roles here. You may join again from your own menu.',
    action: 'Leave',
    act: () => call('DELETE', ofGuild(guild, 'membership')),
  });
  if (isDone && state.channel?.guild_id !== null) await open(state.person.direct.id);
}

// Servers that there are, and this person is in none of.
export async function askJoin() {
  const there = (await ask(['world'])).guilds;
  const others = there.filter((one) => !state.person.guilds.some((mine) => mine.id === one.id));
  const title = 'Join a server';
  if (!others.length) return openDialog({title, body: h('p', {}, 'You are in all servers that there are.')});
  const choice = h('select', {dir: 'auto'}, others.map((one) => h('option', {value: one.id}, one.name)));
  const join = () => call('PUT', ofGuild({id: choice.value}, 'membership'));
  return openDialog({
    title,
    body: field('Server', choice),
    actions: [{label: 'Cancel'}, {label: 'Join', kind: 'main', act: join}],
  });
}

function tick(isOn) {
  return h('input', {type: 'checkbox', checked: isOn});
}
