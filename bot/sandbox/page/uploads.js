// Files on their way: chosen by a button, pasted or dropped, listed until they are sent.

import {iconButton} from './buttons.js';
import {h, redraw} from './dom.js';
import {size} from './files.js';
import {icon} from './icons.js';
import {notice} from './notices.js';

const AT_MOST = 10; // files in one message
const LARGEST = 20_000_000; // bytes; what the control interface takes in one call, as base64

export class Uploads {
  constructor(changed) {
    this.files = [];
    this.changed = changed;
    this.list = h('ul', {class: 'uploads', 'aria-label': 'Files to send'});
    this.input = h('input', {type: 'file', multiple: true, hidden: true, onchange: () => this.#chosen()});
    this.button = iconButton('Attach files', 'attach', () => this.input.click());
  }

  // Whatever is dropped or pasted there is taken, if these are files.
  listen(place) {
    place.addEventListener('paste', (event) => this.#taken(event, event.clipboardData));
    place.addEventListener('dragover', (event) => event.dataTransfer.types.includes('Files') && event.preventDefault());
    place.addEventListener('drop', (event) => this.#taken(event, event.dataTransfer));
  }

  add(files) {
    const wanted = [...this.files, ...files];
    const whole = wanted.reduce((sum, one) => sum + one.size, 0);
    if (wanted.length > AT_MOST) return notice(`A message takes ${AT_MOST} files. Send some of them in another one.`);
    if (whole > LARGEST) return notice(`These files are ${size(whole)} together; one message takes ${size(LARGEST)}.`);
    this.#set(wanted);
  }

  clear() {
    this.#set([]);
  }

  #chosen() {
    this.add(this.input.files);
    this.input.value = '';
  }

  #taken(event, transfer) {
    if (!transfer?.files.length || this.button.disabled) return;
    event.preventDefault();
    this.add(transfer.files);
  }

  #set(files) {
    this.files = files;
    redraw(this.list, files.map((file, n) => this.#drawn(file, n)));
    this.changed();
  }

  #drawn(file, n) {
    const act = () => this.#set(this.files.filter((one) => one !== file));
    const remove = iconButton(`Remove ${file.name}`, 'close', act, {'data-key': `upload ${n}`});
    return h('li', {}, icon('file'), h('bdi', {}, file.name), h('span', {class: 'soft'}, size(file.size)), remove);
  }
}

// The file as the control interface takes it.
export async function sendable(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`${file.name} cannot be read. Is it still there?`));
    reader.readAsDataURL(file);
  });
  return {name: file.name, content: url.slice(url.indexOf(',') + 1)};
}
