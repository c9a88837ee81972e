// Who sits at this window, and everybody who could: another person here, or in a window of their own.

import {call} from './api.js';
import {boxed} from './buttons.js';
import {askText} from './dialogs.js';
import {closeButton, closeShown, discloses} from './disclosure.js';
import {byId, fill, h, redraw} from './dom.js';
import {openMenu} from './dropdown.js';
import {face, nameOf} from './faces.js';
import {icon} from './icons.js';
import {myMenu} from './keeping.js';
import {isTimedOut} from './memberships.js';
import {dayAndTime} from './times.js';
import {announce, attempt} from './notices.js';
import {become, on, state} from './store.js';
import {addressOf} from './ways.js';

let parts = null;

export function mount() {
  const button = h('button', {type: 'button', class: 'person'});
  const panel = h('div', {id: 'people', class: 'panel', tabindex: '-1', role: 'group', 'aria-label': 'Who you are'});
  parts = {button: discloses(button, panel), panel};
  fill(byId('person'), button, panel);
  on('person', draw);
  on('moved', draw);
}

// What a member's menu offers about sitting in their place.
export function seats(somebody) {
  if (somebody.is_bot || somebody.id === state.person.me.id) return [];
  const address = addressOf(somebody.username, state.channel?.id);
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
  const {short, full} = myState();
  const said = [h('span', {class: 'hidden-text'}, 'You are '), nameOf(me), short && h('span', {class: 'soft'}, short)];
  redraw(parts.button, face(me), h('span', {class: 'person-text'}, said), icon('down'));
  const people = state.people.filter((one) => !one.is_bot);
  redraw(
    parts.panel,
    h('div', {class: 'panel-head'}, h('h2', {}, 'Who you are'), closeButton('Close')),
    h('p', {class: 'soft'}, 'Sit down as anybody here, or open one more window: as many as you like.'),
    full && h('p', {class: 'soft'}, full),
    h('ul', {}, people.map(drawnPerson)),
    h('p', {class: 'ways'}, mySettings(), boxed('new', askWho, 'Add somebody…')),
  );
}

// What is unusual about this person, in a word or two for the button and as sentences for the panel.
function myState() {
  const {me, guilds, takes_dms: takesDms} = state.person;
  const mine = guilds.flatMap((guild) => guild.members).find((one) => one.user.id === me.id);
  const marks = [
    guilds.length === 0 && ['on no server', 'You are on no server.'],
    mine && isTimedOut(mine) && ['timed out', `You are timed out until ${dayAndTime(mine.timed_out_until)}.`],
    !takesDms && ['messages closed', 'You take no direct messages.'],
  ].filter(Boolean);
  return {short: marks.map(([word]) => word).join(' · '), full: marks.map(([, sentence]) => sentence).join(' ')};
}

function drawnPerson(somebody) {
  const isMe = somebody.id === state.person.me.id;
  const act = () => sit(somebody.username);
  const known = {class: 'seat face-button', 'data-key': somebody.id};
  const here = {type: 'button', ...known, 'aria-current': isMe && 'true', onclick: act};
  const there = {
    class: 'icon-button',
    href: addressOf(somebody.username, state.channel?.id),
    target: '_blank',
    rel: 'noopener',
    'aria-label': `Open another window as ${somebody.name}`,
    title: `Open another window as ${somebody.name}`,
  };
  const seat = h('button', here, face(somebody), nameOf(somebody), isMe && icon('check'));
  return h('li', {'data-key': `row ${somebody.id}`}, seat, h('a', there, icon('window')));
}

// Somebody new is on no server yet, but may join one.
async function askWho() {
  const act = (name) => call('POST', ['people'], {name});
  const name = await askText({title: 'Add somebody', label: 'Name', most: 32, action: 'Add', act});
  if (name) await sit(name);
}

function mySettings() {
  const act = ({currentTarget}) => openMenu(currentTarget, myMenu());
  return myMenu().some(Boolean) && boxed('settings', act, 'My settings', icon('down'));
}
