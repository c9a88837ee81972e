// The guide: its steps with ticks, the one to do now with its place at hand. The sandbox says what is done.

import {boxed} from './buttons.js';
import {byId, h, redraw} from './dom.js';
import {icon} from './icons.js';
import {announce} from './notices.js';
import {sit} from './people.js';
import {on, placeCalled, state} from './store.js';
import {addressOf, goTo} from './ways.js';

const KEY = 'guide folded';
const NARROW = matchMedia('(max-width: 70rem)'); // no column of its own (guide.css)
const LOW = matchMedia('(max-height: 30rem)');

let done = null; // which steps were, when last told
let inSight = null; // the step that was scrolled to
let wish = null; // 'yes' or 'no' once somebody here has folded or unfolded it
let isWhole = false; // all steps are shown also where there is room for one only

export function mount() {
  wish = sessionStorage.getItem(KEY);
  on('guide', hear);
  on('person', draw);
  on('channel', draw);
  for (const room of [NARROW, LOW]) room.addEventListener('change', draw);
  new ResizeObserver(resized).observe(byId('guide'));
}

// Unfolded, beside an opened log, in another window: there is other room, and the step to do is in sight again.
function resized() {
  inSight = null;
  if (state.guide) showCurrent(current(state.guide));
}

function hear(guide) {
  const now = guide.steps.map((step) => step.is_done);
  const fresh = done ? now.flatMap((is, at) => (is && !done[at] ? [at + 1] : [])) : [];
  done = now;
  if (fresh.length && current(guide) < 0 && wish === 'no') wish = null; // it was open for steps to be done
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

// By itself where there is little room: in a low window, and in a narrow one once all is done.
function isFolded() {
  if (wish) return wish === 'yes';
  return LOW.matches || (NARROW.matches && current(state.guide) < 0);
}

function fold() {
  wish = isFolded() ? 'no' : 'yes';
  sessionStorage.setItem(KEY, wish);
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
  redraw(byId('guide'), drawnHead(guide), !isFolded() && [end, h('ol', {}, steps)]);
  showCurrent(at);
}

// Once another step is the one to do, it comes into sight, however long the list is; after the last, that it was.
function showCurrent(at) {
  if (at === inSight) return;
  inSight = at;
  const list = byId('guide');
  const step = list.querySelector('[aria-current]');
  list.scrollTop = step ? step.offsetTop - list.firstElementChild.offsetHeight : 0;
}

function drawnHead(guide) {
  const count = guide.steps.filter((step) => step.is_done).length;
  const is = {'aria-expanded': String(!isFolded()), 'data-key': 'fold'};
  const button = {type: 'button', class: 'fold', ...is, onclick: fold};
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
  const isThere = placeCalled(step.channel)?.id === state.channel?.id;
  const where = step.channel && !isThere && boxed('go', go, 'Show me where');
  const words = h('span', {}, 'Be ', h('bdi', {}, step.person), ' here');
  const there = isHere ? where : [boxed('go', go, words), windowAs(step)];
  const attributes = {type: 'button', class: 'boxed all-steps', 'data-key': 'all', onclick: turn};
  const all = h('button', attributes, isWhole ? 'This step only' : 'All steps');
  return h('p', {class: 'ways'}, step.person && there, all);
}

function windowAs(step) {
  const href = addressOf(step.person, step.channel);
  const attributes = {class: 'boxed', href, target: '_blank', rel: 'noopener', 'data-key': 'there'};
  const hint = h('span', {class: 'hidden-text'}, ' (opens a new one)');
  const words = h('span', {}, 'Window as ', h('bdi', {}, step.person), hint);
  return h('a', attributes, words, icon('window'));
}

function goThere(step) {
  if (step.person !== state.person.me.username) return sit(step.person, step.channel);
  const place = placeCalled(step.channel);
  return place && goTo(place.id);
}
