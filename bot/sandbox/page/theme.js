// Light, dark, or as the system has it; remembered for this window.

import {byId, h} from './dom.js';
import {icon} from './icons.js';

const KEY = 'theme';
const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function mount() {
  const chosen = sessionStorage.getItem(KEY) ?? 'system';
  const options = THEMES.map(([value, label]) => h('option', {value, selected: value === chosen}, label));
  const select = h('select', {'aria-label': 'Colours', onchange: () => wear(select.value)}, options);
  byId('switches').append(h('span', {class: 'theme'}, icon('theme'), select));
  wear(chosen);
}

function wear(theme) {
  sessionStorage.setItem(KEY, theme);
  document.documentElement.dataset.theme = theme;
}
