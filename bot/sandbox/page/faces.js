// Who somebody is, drawn: a round with their initials, and their name in the colour of their role.

import {h} from './dom.js';
import {hex} from './named.js';

const HUES = 8; // page.css has a pair of colours for each

export function face(somebody) {
  const hue = Number(BigInt(somebody.id) % BigInt(HUES));
  return h('span', {class: `face hue-${hue}`, 'aria-hidden': 'true'}, initials(somebody.name));
}

// The colour keeps its hue; how light it is, the page decides, so that it can be read on any paper.
export function nameOf(somebody) {
  const tinted = somebody.colour ? {class: 'name is-tinted', '--tint': hex(somebody.colour)} : {class: 'name'};
  return h('bdi', {...tinted, dir: 'auto'}, somebody.name);
}

export function botTag(somebody) {
  return somebody.is_bot && h('span', {class: 'tag'}, 'Bot');
}

function initials(name) {
  const words = name.split(/[\s_.-]+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toLocaleUpperCase()).join('');
}
