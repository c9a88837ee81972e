// Menus that open at a button, worked by mouse or keyboard as
// https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ has it: arrows, Home, End, first letters, Escape, Tab.

import {sentenceOf} from './api.js';
import {h} from './dom.js';
import {onceGone, wayBack} from './focus.js';
import {notice} from './notices.js';

const EDGE = 8; // pixels that a menu keeps from the window's edge

// openMenu(button, items): an item is {label, act}, or with
//
//   note       a second line, smaller
//   isOn       true or false makes it one that can be ticked
//   isGrave    what it does cannot be taken back
//   why        a reason makes it one that cannot be chosen now
//   heading    instead of all these: a line above those that follow
//
// What is false or null among the items is left out. What an act throws becomes a notice.
export function openMenu(button, items) {
  const isAgain = shown?.button === button;
  closeShown();
  if (isAgain) return;
  const attributes = {class: 'menu', role: 'menu', popover: 'manual', 'aria-label': nameOf(button)};
  const drawnItems = grouped(items.filter(Boolean), (item) => drawn(item, () => choose(item)));
  const menu = h('div', {...attributes, onkeydown: pressed, onfocusout: left}, drawnItems);
  shown = {button, menu, comeBack: wayBack(button), unwatch: onceGone(button, closeShown)};
  (button.closest('dialog') ?? document.body).append(menu);
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'true');
  menu.showPopover();
  place(menu, button);
  rows(menu)[0]?.focus();
}

let shown = null; // {button, menu, comeBack, unwatch}; one at a time

function closeShown({isFocusKept = false} = {}) {
  if (!shown) return;
  const {button, menu, comeBack, unwatch} = shown;
  shown = null;
  unwatch();
  button.setAttribute('aria-expanded', 'false');
  menu.remove();
  if (!isFocusKept) comeBack();
}

// A press anywhere else closes it; on its own button, too, but that is heard there.
document.addEventListener('pointerdown', ({target}) => {
  if (shown && !belongs(target)) closeShown({isFocusKept: true});
});
window.addEventListener('resize', () => closeShown());

function choose(item) {
  if (item.why) return;
  closeShown();
  run(item);
}

function left({relatedTarget}) {
  if (relatedTarget && shown && !belongs(relatedTarget)) closeShown({isFocusKept: true});
}

function belongs(element) {
  return shown.menu.contains(element) || shown.button.contains(element);
}

function pressed(event) {
  const next = target(shown.menu, event.key);
  if (event.key === 'Escape' || event.key === 'Tab') closeShown();
  else if (next) next.focus();
  if (next || event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
  }
}

async function run(item) {
  try {
    await item.act();
  } catch (refused) {
    notice(sentenceOf(refused));
  }
}

function nameOf(button) {
  return button.getAttribute('aria-label') ?? button.textContent.trim();
}

function rows(menu) {
  return [...menu.querySelectorAll('[role^=menuitem]')];
}

// Where the keyboard goes by this key: null where the key is none of the menu's.
function target(menu, key) {
  const all = rows(menu);
  const at = all.indexOf(document.activeElement);
  switch (key) {
    case 'ArrowDown':
      return all[(at + 1) % all.length];
    case 'ArrowUp':
      return all[(at + all.length - 1) % all.length];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return key.length === 1 && key !== ' ' ? startingWith(all, at, key) : null;
  }
}

function startingWith(all, at, letter) {
  const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return order.find((one) => one.textContent.toLowerCase().startsWith(letter.toLowerCase())) ?? null;
}

// Those below a heading are a group of its name.
function grouped(items, draw) {
  const groups = [];
  for (const item of items) {
    if (item.heading) groups.push(headed(item.heading));
    else if (groups.length) groups.at(-1).append(draw(item));
    else groups.push(h('div', {class: 'menu-group', role: 'none'}, draw(item)));
  }
  return groups;
}

function headed(name) {
  const line = h('p', {class: 'menu-heading', 'aria-hidden': 'true', dir: 'auto'}, name);
  return h('div', {class: 'menu-group', role: 'group', 'aria-label': name}, line);
}

function drawn(item, act) {
  const canBeTicked = item.isOn !== undefined;
  const attributes = {
    class: item.isGrave ? 'menu-item menu-grave' : 'menu-item',
    type: 'button',
    tabindex: -1,
    role: canBeTicked ? 'menuitemcheckbox' : 'menuitem',
    'aria-checked': canBeTicked && String(item.isOn),
    'aria-disabled': item.why && 'true',
    onclick: act,
  };
  const note = item.why ?? item.note;
  const below = note && h('span', {class: 'menu-note', dir: 'auto'}, note);
  return h('button', attributes, h('span', {dir: 'auto'}, item.label), below);
}

// Below the button, or above where there is more room; never over the window's edge.
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(button).direction === 'rtl';
  const below = at.bottom + size.height + EDGE <= innerHeight || at.top < innerHeight - at.bottom;
  const top = below ? at.bottom : at.top - size.height;
  const left = isRightToLeft ? at.right - size.width : at.left;
  menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - size.height - EDGE))}px`;
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE))}px`;
}
