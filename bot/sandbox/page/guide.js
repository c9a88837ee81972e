// The guide: its steps with ticks, the one to do now with its place at hand. The sandbox says what is done.

import {boxed} from './buttons.js';
import {placeAddress} from './channels.js';
import {byId, h, redraw} from './dom.js';
import {icon} from './icons.js';
import {announce, attempt} from './notices.js';
import {sit} from './people.js';
import {on, open, placeCalled, state} from './store.js';

const KEY = 'guide folded';

let done = null; // which steps were, when last told
let inSight = null; // the step that was scrolled to
let isFolded = false;
let isWhole = false; // all steps are shown also where there is room for one only

export function mount() {
  isFolded = sessionStorage.getItem(KEY) === 'yes';
  on('guide', hear);
  on('person', draw);
}

function hear(guide) {
  const now = guide.steps.map((step) => step.is_done);
  const fresh = done ? now.flatMap((is, at) => (is && !done[at] ? [at + 1] : [])) : [];
  done = now;
  if (fresh.length) announce(`${fresh.map((n) => `Step ${n} done.`).join(' ')} ${whatIsNext(guide)}`);
  draw();
}

function whatIsNext(guide) {
  const at = current(guide);
  return at < 0 ? 'That was all of them.' : `Next: ${guide.steps[at].text}`;
}

function current(guide) {
  return guide.steps.findIndex((step) => !step.is_done);
}

function fold() {
  isFolded = !isFolded;
  sessionStorage.setItem(KEY, isFolded ? 'yes' : 'no');
  draw();
}

function turn() {
  isWhole = !isWhole;
  draw();
}

function draw() {
  const {guide, person} = state;
  if (!guide || !person) return;
  const at = current(guide);
  const steps = guide.steps.map((step, n) => drawnStep(step, n, n === at));
  byId('guide').hidden = guide.steps.length === 0;
  byId('guide').classList.toggle('is-whole', isWhole);
  const end = at < 0 && h('p', {class: 'all-done'}, 'All done. Everything stays here to play with.');
  redraw(byId('guide'), drawnHead(guide), !isFolded && [end, h('ol', {}, steps)]);
  showCurrent(at);
}

// Once another step is the one to do, it comes into sight, however long the list is.
function showCurrent(at) {
  if (at === inSight) return;
  inSight = at;
  const list = byId('guide');
  const step = list.querySelector('[aria-current]');
  if (step) list.scrollTop = step.offsetTop - list.firstElementChild.offsetHeight;
}

function drawnHead(guide) {
  const count = guide.steps.filter((step) => step.is_done).length;
  const button = {type: 'button', class: 'fold', 'aria-expanded': String(!isFolded), 'data-key': 'fold', onclick: fold};
  const done = h('span', {class: 'how-many'}, `${count} of ${guide.steps.length} done`);
  return h('h2', {id: 'guide-title'}, h('button', button, h('span', {}, guide.title), ' ', done, icon('down')));
}

function drawnStep(step, at, isCurrent) {
  const tick = h('span', {class: 'step-tick'}, step.is_done ? icon('check') : at + 1);
  const said = step.is_done && h('span', {class: 'hidden-text'}, 'Done: ');
  const attributes = {class: step.is_done ? 'step is-done' : 'step', 'aria-current': isCurrent && 'step'};
  return h('li', attributes, tick, h('div', {}, h('p', {dir: 'auto'}, said, step.text), isCurrent && ways(step)));
}

// To where the step is done: in this window, or in one more.
function ways(step) {
  const isHere = step.person === state.person.me.username;
  const go = () => goThere(step);
  const where = step.channel && boxed('go', go, 'Show me where');
  const there = isHere ? where : [boxed('go', go, 'Be ', h('bdi', {}, step.person), ' here'), windowAs(step)];
  const all = boxed('all', turn, isWhole ? 'This step only' : 'All steps');
  all.classList.add('all-steps');
  return h('p', {class: 'ways'}, step.person && there, all);
}

function windowAs(step) {
  const href = placeAddress(step.person, step.channel);
  const attributes = {class: 'boxed', href, target: '_blank', rel: 'noopener', 'data-key': 'there'};
  const hint = h('span', {class: 'hidden-text'}, ' (opens a new one)');
  return h('a', attributes, 'Window as ', h('bdi', {}, step.person), icon('window'), hint);
}

function goThere(step) {
  if (step.person !== state.person.me.username) return sit(step.person, step.channel);
  const place = placeCalled(step.channel);
  return place && attempt(() => open(place.id));
}
