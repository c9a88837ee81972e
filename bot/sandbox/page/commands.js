// What the bot offers here: slash commands for the composer, and those in the menus of messages and members.

import {shown} from './answers.js';
import {ask, call} from './api.js';
import {ofChannel} from './paths.js';
import {on, state, tell, visible} from './store.js';

const SUBCOMMAND = 1;
const GROUP = 2;

let offered = []; // Command, as they were when the channel was opened or last looked at
let asking = 0; // only the newest answer counts

export function mount() {
  on('channel', refresh);
  on('person', () => isMine() && refresh());
}

// Whoever sits down at this window is told before another channel opens: the old one may be none of theirs.
function isMine() {
  return visible().some((one) => one.id === state.channel?.id);
}

// Bots may change what they offer at any time: the list is read anew whenever somebody begins to type a command.
export async function refresh() {
  const mine = ++asking;
  const now = state.channel ? await ask(ofChannel(state.channel, 'commands')).catch(() => []) : [];
  if (mine !== asking) return;
  offered = now;
  tell('commands');
}

// [{name: 'config reload', description, options}]: sub-commands are commands of their own.
export function slashCommands() {
  return offered.filter((one) => one.kind === 'chat').flatMap((one) => leaves(one.definition, one.definition.name));
}

function leaves(definition, name) {
  const below = (definition.options ?? []).filter((one) => one.type === SUBCOMMAND || one.type === GROUP);
  if (below.length) return below.flatMap((one) => leaves(one, `${name} ${one.name}`));
  return [{name, description: definition.description ?? '', options: definition.options ?? []}];
}

// As items of a menu.
export function messageCommands(message) {
  return ofMenu('message', {message: message.id});
}

export function memberCommands(member) {
  return ofMenu('user', {user: member.user.id});
}

function ofMenu(kind, about) {
  const act = async (name) => shown(await call('POST', ofChannel(state.channel, 'menu'), {name, ...about}));
  return offered.filter((one) => one.kind === kind).map(({name}) => ({label: name, act: () => act(name)}));
}
