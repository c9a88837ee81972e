// Elements out of plain values. Whatever somebody typed becomes a text node: nothing here reads HTML.

import {wayBack} from './focus.js';

const drawings = new WeakMap(); // what each element was last drawn as: {given, hear}

// h('button', {class: 'boxed', onclick: act}, 'Close', icon): what is false, null or undefined is left out;
// '--name' is a property of its style, and `alike` is no attribute: see redraw.
export function h(name, attributes = {}, ...children) {
  return fill(dress(document.createElement(name), attributes), ...children);
}

// The same for drawings.
export function svg(name, attributes = {}, ...children) {
  return fill(dress(document.createElementNS('http://www.w3.org/2000/svg', name), attributes), ...children);
}

// Puts these children in the place of the old ones. What is there already stays untouched: an element that is taken out
// and put back has lost the keyboard.
export function fill(element, ...children) {
  const wanted = present(children);
  const staying = new Set(wanted);
  for (const old of [...element.childNodes]) if (!staying.has(old)) old.remove();
  for (const [n, child] of wanted.entries()) {
    const there = element.childNodes[n] ?? null;
    if (there !== child) element.insertBefore(child, there);
  }
  return element;
}

// Makes what is in there look like these children. What is like one of them already (of the same name and first class,
// and the same `alike`, or else address or data-key) stays, and is given only what is drawn otherwise than before: the
// keyboard, what was typed, unfolded or marked and a press under way stay where they are. What goes leaves the keyboard
// to what is nearest. What has a life of its own stands among the children themselves, not deeper.
export function redraw(element, ...children) {
  const focused = document.activeElement;
  const back = element.contains(focused) && wayBack(focused);
  settle(element, present(children));
  if (back && (document.activeElement !== focused || focused.matches(':disabled'))) back();
  return element;
}

// A function that does it once with the next frame, however often it is called until then.
export function withNextFrame(act) {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    requestAnimationFrame(() => {
      isComing = false;
      act();
    });
  };
}

export function byId(id) {
  return document.getElementById(id);
}

// Pairs first those in which the same thing stands, as a button in one of several rows, then the others in their order.
function settle(element, wanted) {
  const staying = new Set(wanted);
  const old = Map.groupBy([...element.childNodes].filter((one) => !staying.has(one)), kindOf);
  const fresh = wanted.filter((one) => !one.isConnected);
  const pairs = new Map();
  const pair = (one, at) => at >= 0 && pairs.set(one, old.get(kindOf(one)).splice(at, 1)[0]);
  for (const one of fresh) pair(one, sharing(keysIn(one), old.get(kindOf(one))));
  for (const one of fresh) if (!pairs.has(one)) pair(one, old.get(kindOf(one))?.length ? 0 : -1);
  return fill(element, wanted.map((one) => renewed(pairs.get(one), one)));
}

function kindOf(node) {
  const {class: classes = '', 'data-key': key = '', href = key, alike = href} = drawings.get(node)?.given ?? {};
  return `${node.nodeName} ${classes.split(' ')[0]} ${alike}`;
}

function sharing(keys, others = []) {
  return keys.length ? others.findIndex((other) => keysIn(other).some((key) => keys.includes(key))) : -1;
}

function keysIn(node) {
  return [...(node.querySelectorAll?.('[data-key]') ?? [])].map(({dataset}) => dataset.key);
}

// The old one drawn as the fresh one; where there is none, the fresh one.
function renewed(old, fresh) {
  if (!old) return fresh;
  if (fresh.nodeType !== Node.TEXT_NODE) return settle(dress(old, drawings.get(fresh).given), [...fresh.childNodes]);
  if (old.data !== fresh.data) old.data = fresh.data;
  return old;
}

// What was changed by hand stays so until it is drawn otherwise.
function dress(element, attributes) {
  const drawing = drawings.get(element) ?? undrawn();
  drawings.set(element, drawing);
  const before = drawing.given;
  drawing.given = Object.fromEntries(Object.entries(attributes).filter(([, value]) => isThere(value)));
  for (const key of Object.keys({...before, ...drawing.given})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), drawing.hear); // the same one is not added twice
    else if (before[key] !== drawing.given[key]) put(element, key, drawing.given[key]);
  }
  return element;
}

// It hears for its element, so that what is to be done can change while the element stays.
function undrawn() {
  const drawing = {given: {}, hear: (event) => drawing.given[`on${event.type}`]?.(event)};
  return drawing;
}

function put(element, key, value) {
  if (key === 'alike') return;
  if (key === 'value' || key === 'checked') element[key] = value ?? '';
  else if (key.startsWith('--')) element.style.setProperty(key, value ?? '');
  else if (value === undefined) element.removeAttribute(key);
  else element.setAttribute(key, value === true ? '' : value);
}

function present(children) {
  const given = children.flat(Infinity).filter(isThere);
  return given.map((child) => (child instanceof Node ? child : document.createTextNode(child)));
}

function isThere(value) {
  return value !== false && value !== null && value !== undefined;
}
