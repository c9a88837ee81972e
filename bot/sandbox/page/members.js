// Who sees the place that is open, under the name of their highest coloured role; of a direct conversation, the two.

import {ask} from './api.js';
import {closeButton} from './disclosure.js';
import {byId, h, redraw} from './dom.js';
import {memberCommands} from './commands.js';
import {openMenu} from './dropdown.js';
import {botTag, face, nameOf} from './faces.js';
import {memberMenu} from './keeping.js';
import {isTimedOut} from './memberships.js';
import {ofChannel} from './paths.js';
import {dayAndTime} from './times.js';
import {seats} from './people.js';
import {guildOf, on, state} from './store.js';

let shown = {channel: null, members: []}; // whom the column names, and the place where they are
let asking = 0; // only the newest answer counts

export function mount() {
  on('person', refresh);
  on('channel', refresh);
  on('moved', draw);
}

// Until it is known who sees another place, nobody is said to; a place that is gone is seen by nobody.
async function refresh() {
  const mine = ++asking;
  const {channel} = state;
  if (channel?.id !== shown.channel?.id) shown = {channel, members: []};
  draw();
  if (!channel || !guildOf(channel)) return;
  const members = await ask(ofChannel(channel, 'members')).catch(() => []);
  if (mine !== asking) return;
  shown = {channel, members};
  draw();
}

function draw() {
  redraw(byId('members'), closeButton('Close the list of members'), groups().map(drawnGroup));
}

// [[role's name, members]], highest first.
function groups() {
  const {channel, person} = state;
  if (!channel) return [];
  const guild = guildOf(channel);
  return guild ? byRole(guild) : [['In this conversation', [{user: person.me}, {user: person.bot}]]];
}

function byRole(guild) {
  const roles = [...guild.roles].sort((one, other) => other.position - one.position).filter((one) => one.colour);
  const groups = new Map([...roles.map((one) => [one.name, []]), ['Members', []]]);
  for (const member of [...shown.members].sort(byName)) {
    const role = roles.find((one) => member.role_ids.includes(one.id));
    groups.get(role?.name ?? 'Members').push(member);
  }
  return [...groups].filter(([, members]) => members.length);
}

function byName(one, other) {
  return one.user.name.localeCompare(other.user.name);
}

function drawnGroup([name, members]) {
  const key = {'data-key': `role ${name}`};
  const title = h('h2', key, h('bdi', {}, name), h('span', {class: 'how-many'}, ` ${members.length}`));
  const row = (member) => h('li', {'data-key': `row ${member.user.id}`}, drawnMember(member));
  return [title, h('ul', key, members.map(row))];
}

function drawnMember(member) {
  const until = member.timed_out_until;
  const away = isTimedOut(member) && h('span', {class: 'soft'}, `Timed out until ${dayAndTime(until)}`);
  const attributes = {type: 'button', class: 'member face-button', 'aria-haspopup': 'menu', 'data-key': member.user.id};
  return h(
    'button',
    {...attributes, onclick: ({currentTarget}) => openMenu(currentTarget, items(member))},
    face(member.user),
    h('span', {class: 'member-text'}, nameOf(member.user), away),
    botTag(member.user),
  );
}

function items(member) {
  const apps = memberCommands(member);
  const ofApps = apps.length > 0 ? [{heading: 'Apps'}, ...apps] : [];
  const all = [...seats(member.user), ...(member.role_ids ? memberMenu(member) : []), ...ofApps];
  return all.length > 0 ? all : [{label: member.user.name, why: 'There is nothing here that you may change.'}];
}
