// Light, dark, or as the system has it; remembered for this window.

import {byId, h} from './dom.js';
import {openMenu} from './dropdown.js';
import {icon} from './icons.js';

const KEY = 'theme';
const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function mount() {
  const attributes = {type: 'button', class: 'icon-button', 'aria-label': 'Colours', title: 'Colours', 'aria-haspopup': 'menu'};
  const button = h('button', {...attributes, onclick: () => openMenu(button, THEMES.map(item))}, icon('theme'));
  byId('switches').append(button);
  wear(worn());
}

function item([theme, label]) {
  return {label, isOn: theme === worn(), act: () => wear(theme)};
}

function worn() {
  return sessionStorage.getItem(KEY) ?? 'system';
}

function wear(theme) {
  sessionStorage.setItem(KEY, theme);
  document.documentElement.dataset.theme = theme;
}
