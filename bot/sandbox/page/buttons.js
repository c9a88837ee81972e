// The buttons of the frame: one with a drawing only, whose name is heard and shown on pointing, and one in a box.

import {h} from './dom.js';
import {icon} from './icons.js';

export function iconButton(name, drawing, onclick, {class: further = '', ...attributes} = {}) {
  const named = {type: 'button', class: `icon-button ${further}`.trim(), 'aria-label': name, title: name, onclick};
  return h('button', {...named, ...attributes}, icon(drawing));
}

// `key` is what it is known by when its part of the page is drawn anew.
export function boxed(key, onclick, ...label) {
  return h('button', {type: 'button', class: 'boxed', 'data-key': key, onclick}, ...label);
}
