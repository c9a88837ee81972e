// What one may do to oneself, to others and to the server, as the items of menus: only what Discord would let this
// person do is offered. Whoever shows a menu asks for its items when it opens, so that they are what is true then.

import {call} from './api.js';
import * as memberships from './memberships.js';
import {whoMay} from './overwrites.js';
import {ofChannel, ofMe} from './paths.js';
import * as places from './places.js';
import {chooseRole} from './roles.js';
import {guildOf, state} from './store.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

export function myMenu(guild = state.channel && guildOf(state.channel)) {
  const me = guild?.members.find((one) => one.user.id === state.person.me.id);
  const isOwner = guild?.owner_id === state.person.me.id;
  return [
    {heading: 'You'},
    {
      label: 'Take direct messages',
      isOn: state.person.takes_dms,
      act: () => call('PUT', ofMe('dms'), {are_open: !state.person.takes_dms}),
    },
    me && guild.may.includes('CHANGE_NICKNAME') && nickname(guild, me),
    me && !isOwner && {label: `Leave ${guild.name}…`, isGrave: true, act: () => memberships.askLeave(guild)},
    {label: 'Join a server…', act: memberships.askJoin},
  ].filter(Boolean);
}

export function memberMenu(member, guild = guildOf(state.channel)) {
  const isMe = member.user.id === state.person.me.id;
  const may = (permission) => guild.may.includes(permission) && memberships.isBelowMe(guild, member);
  const mayName = isMe ? guild.may.includes('CHANGE_NICKNAME') : may('MANAGE_NICKNAMES');
  const mayRoles = memberships.rolesInMyGift(guild).length > 0;
  const kick = () => memberships.askKick(guild, member);
  const acts = [
    mayName && nickname(guild, member),
    mayRoles && {label: 'Roles…', act: () => memberships.askRoles(guild, member)},
    ...(may('MODERATE_MEMBERS') && !memberships.isAdministrator(guild, member) ? timeOuts(guild, member) : []),
    may('KICK_MEMBERS') && {label: 'Remove from the server…', isGrave: true, act: kick},
  ].filter(Boolean);
  return acts.length ? [{heading: member.user.name}, ...acts] : [];
}

export function channelMenu(channel) {
  const may = (permission) => channel.may.includes(permission);
  if (channel.kind === 'dm') return [];
  if (channel.kind.endsWith('thread')) return threadMenu(channel);
  const isCategory = channel.kind === 'category';
  const change = isCategory ? 'Change name…' : 'Change channel…';
  const guild = guildOf(channel);
  return [
    may('MANAGE_CHANNELS') && {label: change, act: () => places.askChange(channel)},
    may('MANAGE_ROLES') && {label: 'Who may do what here…', act: () => whoMay(channel)},
    isCategory && may('MANAGE_CHANNELS') && {label: 'New channel here…', act: () => places.askNew(guild, channel)},
    places.mayBeginThread(channel) && {label: 'New thread…', act: () => places.askThread(channel)},
    may('MANAGE_CHANNELS') && {label: 'Delete…', isGrave: true, act: () => places.askDelete(channel)},
  ].filter(Boolean);
}

export function serverMenu(guild) {
  const may = (permission) => guild.may.includes(permission);
  return [
    may('MANAGE_CHANNELS') && {label: 'New channel…', act: () => places.askNew(guild)},
    may('MANAGE_CHANNELS') && {label: 'New category…', act: () => places.askNewCategory(guild)},
    may('MANAGE_ROLES') && {label: 'Roles of the server…', act: () => chooseRole(guild)},
  ].filter(Boolean);
}

function threadMenu(thread) {
  const mayManage = thread.may.includes('MANAGE_THREADS');
  const mayWrite = thread.may.includes('SEND_MESSAGES_IN_THREADS');
  const archive = (is) => () => call('PATCH', ofChannel(thread, 'thread'), {is_archived: is});
  return [
    mayWrite && !thread.is_archived && {label: 'Archive the thread', act: archive(true)},
    mayWrite && thread.is_archived && {label: 'Bring the thread back', act: archive(false)},
    mayManage && {label: 'Delete…', isGrave: true, act: () => places.askDelete(thread)},
  ].filter(Boolean);
}

function nickname(guild, member) {
  return {label: 'Change nickname…', act: () => memberships.askNickname(guild, member)};
}

function timeOuts(guild, member) {
  const spans = [
    ['Time-out for 1 hour', HOUR],
    ['Time-out for 1 day', DAY],
  ];
  const isOut = memberships.isTimedOut(member);
  return [
    ...spans.map(([label, seconds]) => ({label, act: () => memberships.timeOut(guild, member, seconds)})),
    isOut && {label: 'End the time-out', act: () => memberships.timeOut(guild, member, 0)},
  ];
}
