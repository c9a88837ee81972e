// The files of a message: our own images are shown, everything else is a row that opens in a window of its own.

import {ask} from './api.js';
import {h} from './dom.js';
import {icon} from './icons.js';

const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const UNITS = ['bytes', 'kB', 'MB'];

let cdn = null; // where our own files are; nothing is loaded from elsewhere

export async function mount() {
  cdn = new URL((await ask(['addresses'])).cdn).origin;
}

export function isOurs(url) {
  return cdn !== null && URL.canParse(url) && new URL(url).origin === cdn;
}

export function files(all) {
  return all.length > 0 && h('ul', {class: 'files', 'aria-label': all.length === 1 ? 'File' : 'Files'}, all.map(drawn));
}

export function picture(url, words) {
  const image = h('img', {src: url, alt: words, loading: 'lazy', decoding: 'async'});
  return h('a', {href: url, target: '_blank', rel: 'noopener noreferrer', class: 'picture'}, image);
}

export function size(bytes) {
  const unit = Math.min(bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const count = bytes / 1000 ** unit;
  return `${count.toFixed(unit && count < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

function drawn(file) {
  const isImage = SHOWN.includes(file.type.split(';')[0]) && file.size > 0;
  return h('li', {}, isImage ? picture(file.url, file.description ?? file.name) : row(file));
}

function row(file) {
  const name = h('a', {href: file.url, target: '_blank', rel: 'noopener noreferrer', dir: 'auto'}, file.name);
  const words = [size(file.size), file.description].filter(Boolean).join(' · ');
  return h('div', {class: 'file'}, icon('file'), h('div', {}, name, h('p', {class: 'soft', dir: 'auto'}, words)));
}
