// Story time: what it is, how to move it, and what happened meanwhile.

import {call} from './api.js';
import {discloses} from './disclosure.js';
import {byId, fill, h} from './dom.js';
import {icon} from './icons.js';
import {channelName} from './named.js';
import {announce, attempt} from './notices.js';
import {on, state, visible} from './store.js';
import {dayAndTime, fullTime, shortSpan, span, weekdayAndTime} from './times.js';

const STEPS = [
  ['+1 h', '1 hour', 'PT1H'],
  ['+8 h', '8 hours', 'PT8H'],
  ['+1 d', '1 day', 'P1D'],
  ['+7 d', '7 days', 'P7D'],
];
const PACES = new Map([
  [0, 'Stands still'],
  [1, 'Real time'],
  [60, '1 min a second'],
  [3600, '1 h a second'],
]);
const AND = new Intl.ListFormat('en-GB');
const MOST = 1000; // messages of one step that are counted
const NOTHING = 'Nothing is going to happen by itself. Do something first, or move time by hours and days.';

let parts = null;
let recent = new Map(); // by id, the messages that came since the last step and are still there
let last = null; // Moved
let pacing = 0; // wishes for another pace that are under way

// {since, until} of the last step during which messages came, for the line that is drawn before them.
export function meanwhile() {
  return last;
}

export function mount() {
  parts = drawn();
  fill(byId('clock'), parts.toggle, parts.controls);
  on('time', show);
  on('message', remember);
  on('gone', ({ids}) => ids.forEach((id) => recent.delete(id)));
  on('moved', finish);
}

function remember({message, isNew}) {
  if (isNew) recent.set(message.id, message);
  if (recent.size > MOST) recent.delete(recent.keys().next().value);
}

function finish(moved) {
  const [since, until] = [new Date(moved.since), new Date(moved.until)];
  const came = [...recent.values()].filter(({at}) => new Date(at) > since && new Date(at) <= until);
  recent = new Map();
  if (came.length) last = moved;
  announce(`${span(moved.since, moved.until)} later: ${whatCame(came)}`);
}

function whatCame(came) {
  if (!came.length) return 'nothing new here.';
  const names = visible().filter((one) => came.some((each) => each.channel_id === one.id)).map(placeName);
  return `${came.length} new ${came.length === 1 ? 'message' : 'messages'}, in ${AND.format(names)}.`;
}

function placeName(channel) {
  return channel.kind === 'dm' ? 'your direct messages' : channelName(channel);
}

function drawn() {
  const now = h('time', {class: 'now'});
  const short = h('span');
  const toggle = h('button', {type: 'button', class: 'clock-toggle'}, icon('clock'), short, icon('down'));
  const steps = STEPS.map(([label, said, by]) => stepButton({by}, `Move time on by ${said}`, label));
  const nextAt = h('span');
  const next = stepButton({}, null, icon('next'), nextAt);
  next.classList.add('next');
  const pace = h('select', {'aria-label': 'Pace of time', onchange: () => setPace(Number(pace.value))});
  const progress = h('progress', {'aria-label': 'Time is moving', hidden: true});
  const attributes = {id: 'clock-controls', class: 'panel', tabindex: '-1', role: 'group', 'aria-label': 'Move time'};
  const controls = h('div', attributes, now, h('span', {class: 'steps'}, steps), next, pace, progress);
  discloses(toggle, controls);
  return {now, short, toggle, steps, next, nextAt, pace, progress, controls};
}

function stepButton(wish, title, ...label) {
  const button = h('button', {type: 'button', title, onclick: () => step(button, wish)}, ...label);
  return button;
}

async function step(button, wish) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  await attempt(() => call('POST', ['time', 'step'], wish));
}

// Until it is heard, what is told of the pace is what it was before.
async function setPace(pace) {
  pacing++;
  await attempt(() => call('PUT', ['time', 'pace'], {pace}));
  pacing--;
  show(state.time);
}

function show(time) {
  parts.now.dateTime = time.now;
  parts.now.title = fullTime(time.now);
  parts.now.textContent = dayAndTime(time.now);
  parts.short.textContent = weekdayAndTime(time.now);
  parts.toggle.title = `Story time: ${dayAndTime(time.now)}`;
  parts.progress.hidden = !time.is_moving;
  for (const button of parts.steps) button.setAttribute('aria-disabled', String(time.is_moving));
  parts.next.setAttribute('aria-disabled', String(time.is_moving || !time.next));
  parts.next.title = time.next ? `To the next thing that happens: ${dayAndTime(time.next)}` : NOTHING;
  parts.nextAt.textContent = time.next ? `Next thing in ${shortSpan(time.now, time.next)}` : 'Nothing to come';
  showPace(time.pace);
}

function showPace(pace) {
  if (pacing || (parts.pace.value === String(pace) && parts.pace.length)) return;
  const paces = PACES.has(pace) ? PACES : new Map([...PACES, [pace, `${pace} times as fast`]]);
  const option = ([value, label]) => h('option', {value: String(value), selected: value === pace}, label);
  fill(parts.pace, [...paces].map(option));
}
