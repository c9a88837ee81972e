// Who sits at this window, and everybody who could: another person here, or in a window of their own.

import {call} from './api.js';
import {placeAddress} from './channels.js';
import {askText} from './dialogs.js';
import {closeButton, closeShown, discloses} from './disclosure.js';
import {byId, fill, h, redraw} from './dom.js';
import {openMenu} from './dropdown.js';
import {face, nameOf} from './faces.js';
import {icon} from './icons.js';
import {myMenu} from './keeping.js';
import {dayAndTime} from './times.js';
import {announce, attempt} from './notices.js';
import {become, on, state} from './store.js';

let parts = null;

export function mount() {
  const button = h('button', {type: 'button', class: 'person'});
  const panel = h('div', {id: 'people', class: 'panel', tabindex: '-1', role: 'group', 'aria-label': 'Who you are'});
  parts = {button: discloses(button, panel), panel};
  fill(byId('person'), button, panel);
  on('person', draw);
}

// What a member's menu offers about sitting in their place.
export function seats(somebody) {
  if (somebody.is_bot || somebody.id === state.person.me.id) return [];
  const address = placeAddress(somebody.username, state.channel?.id);
  return [
    {label: `Be ${somebody.name} in this window`, act: () => sit(somebody.username)},
    {label: `Open a window as ${somebody.name}`, act: () => window.open(address, '_blank', 'noopener')},
  ];
}

// The place stays open if the other one sees it, too.
export async function sit(username, place = state.channel?.id) {
  closeShown();
  await attempt(() => become(username, place));
  announce(`You are ${state.person.me.name} now.`);
}

function draw() {
  const {me} = state.person;
  const marks = myState();
  fill(parts.button, face(me), h('span', {class: 'person-text'}, h('span', {class: 'hidden-text'}, 'You are '), nameOf(me), marks.length > 0 && h('span', {class: 'soft'}, marks.join(' · '))), icon('down'));
  const people = state.people.filter((one) => !one.is_bot);
  redraw(
    parts.panel,
    h('div', {class: 'panel-head'}, h('h2', {}, 'Who you are'), closeButton('Close')),
    h('p', {class: 'soft'}, 'Sit down as anybody here, or open one more window: as many as you like.'),
    h('ul', {}, people.map(drawnPerson)),
    h('p', {class: 'ways'}, mySettings(), h('button', {type: 'button', class: 'boxed', 'data-key': 'new', onclick: askWho}, 'Add somebody…')),
  );
}

function myState() {
  const mine = state.person.guilds.flatMap((guild) => guild.members).filter((one) => one.user.id === state.person.me.id);
  const until = mine.map((one) => one.timed_out_until).find((one) => one && new Date(one) > new Date(state.time.now));
  const none = state.person.guilds.length === 0 && 'not on a server';
  return [none, until && `timed out until ${dayAndTime(until)}`, !state.person.takes_dms && 'direct messages closed'].filter(Boolean);
}

function drawnPerson(somebody) {
  const isMe = somebody.id === state.person.me.id;
  const here = {type: 'button', class: 'seat', 'aria-current': isMe && 'true', 'data-key': somebody.id, onclick: () => sit(somebody.username)};
  const there = {
    class: 'icon-button',
    href: placeAddress(somebody.username, state.channel?.id),
    target: '_blank',
    rel: 'noopener',
    'aria-label': `Open another window as ${somebody.name}`,
    title: `Open another window as ${somebody.name}`,
  };
  return h('li', {}, h('button', here, face(somebody), nameOf(somebody), isMe && icon('check')), h('a', there, icon('window')));
}

// Somebody new is on no server yet, but may join one.
function askWho() {
  const act = (name) => call('POST', ['people'], {name});
  return askText({title: 'Add somebody', label: 'Name', most: 32, action: 'Add', act}).then((name) => name && sit(name));
}

function mySettings() {
  const button = h('button', {type: 'button', class: 'boxed', 'data-key': 'settings', onclick: () => openMenu(button, myMenu())}, 'My settings', icon('down'));
  return myMenu().some(Boolean) && button;
}
