// Light, dark, or as the system has it; remembered for this window.

import {iconButton} from './buttons.js';
import {byId} from './dom.js';
import {openMenu} from './dropdown.js';

const KEY = 'theme';
const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function mount() {
  const act = () => openMenu(button, THEMES.map(item));
  const button = iconButton('Colours', 'theme', act, {'aria-haspopup': 'menu'});
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
