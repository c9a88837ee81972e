// Dialogs: one question or one form at a time, above everything else. What is refused is told inside, and what was
// typed stays; whoever opened it has the keyboard back afterwards.

import {sentenceOf} from './api.js';
import {iconButton} from './buttons.js';
import {h} from './dom.js';
import {wayBack} from './focus.js';

let count = 0;

// openDialog({title, body, actions}) -> {element, refuse, close, closed}
//
//   body      an element or a list of them, inside a form
//   actions   [{label, kind: 'main' | 'danger' | 'plain', act}]: `act` may wait; what it throws is told in the dialog,
//             which stays, and so it does if the act comes to false. Without an act it closes the dialog unsent. The
//             first that is not plain is what Enter does.
//   mayClose  asked before it is closed unsent; may wait; false keeps it open
//   onclose   called once it is gone
//   refuse    tells a sentence in the dialog; null takes it back
//   closed    a promise of what close() was given: true after an act, undefined where it was closed unsent
export function openDialog(asked) {
  return new Dialog(asked);
}

class Dialog {
  #comeBack = wayBack(document.activeElement);
  #isBusy = false;
  #onclose;
  #tellClosed;

  constructor({title, body = [], actions = [], mayClose = () => true, onclose = () => {}}) {
    this.mayClose = mayClose;
    this.#onclose = onclose;
    this.closed = new Promise((resolve) => (this.#tellClosed = resolve));
    this.id = `dialog-${++count}`;
    this.main = actions.find((one) => one.kind && one.kind !== 'plain');
    this.trouble = h('p', {class: 'dialog-trouble', role: 'alert'});
    this.buttons = actions.map((one) => this.#button(one));
    this.form = this.#form(title, body);
    this.element = this.#element();
    document.body.append(this.element);
    this.element.showModal();
    this.#firstField()?.focus();
  }

  refuse(sentence) {
    this.trouble.textContent = sentence ?? '';
  }

  close(result) {
    if (!this.element.open) return;
    this.element.close();
    this.element.remove();
    this.#comeBack();
    this.#onclose();
    this.#tellClosed(result);
  }

  async attempt(action) {
    if (!action || this.#isBusy) return;
    if (!action.act) return this.leave();
    this.refuse(null);
    this.#busy(true);
    try {
      if ((await action.act()) !== false) this.close(true);
    } catch (refused) {
      this.refuse(sentenceOf(refused));
    } finally {
      this.#busy(false);
    }
  }

  async leave() {
    if (!this.#isBusy && (await this.mayClose())) this.close();
  }

  #busy(is) {
    this.#isBusy = is;
    this.form.setAttribute('aria-busy', String(is));
    this.buttons.forEach((one) => one.setAttribute('aria-disabled', String(is)));
  }

  #form(title, body) {
    const onsubmit = (event) => {
      event.preventDefault();
      this.attempt(this.main);
    };
    const cross = iconButton('Close', 'close', () => this.leave());
    const heading = h('h2', {id: this.id, dir: 'auto'}, title);
    return h(
      'form',
      {class: 'dialog-form', novalidate: true, onsubmit},
      h('header', {class: 'dialog-head'}, heading, cross),
      h('div', {class: 'dialog-body'}, body),
      this.trouble,
      this.buttons.length > 0 && h('footer', {class: 'dialog-actions'}, this.buttons),
    );
  }

  #button(action) {
    const isMain = action === this.main;
    const onclick = !isMain && (() => this.attempt(action));
    const attributes = {class: `action action-${action.kind ?? 'plain'}`, type: isMain ? 'submit' : 'button', onclick};
    return h('button', attributes, action.label);
  }

  // Escape is heard as a key, because a browser lets a second "cancel" in a row close whatever the page answers.
  #element() {
    const onkeydown = (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    };
    const oncancel = (event) => event.target === this.element && event.preventDefault();
    return h('dialog', {class: 'dialog', 'aria-labelledby': this.id, onkeydown, oncancel}, this.form);
  }

  #firstField() {
    const asked = this.element.querySelector('[autofocus]');
    return asked ?? this.element.querySelector('.dialog-body :is(input, textarea, select, button)') ?? this.buttons[0];
  }
}

// Asks for a line (or, if `isLong`, a paragraph); `act(text)` may refuse by throwing. Comes to the text, or undefined.
export async function askText({title, label, value = '', note, most, isLong = false, isRequired = true, action, act}) {
  const input = h(isLong ? 'textarea' : 'input', {value, maxlength: most, dir: 'auto', autocomplete: 'off'});
  const actions = [{label: 'Cancel'}, {label: action, kind: 'main', act: send}];
  const dialog = openDialog({title, body: field(label, input, note), actions});
  input.select();
  const isSent = await dialog.closed;
  return isSent ? input.value.trim() : undefined;

  function send() {
    const text = input.value.trim();
    if (isRequired && !text) throw new Error('Please write something first.');
    return act?.(text);
  }
}

// Asks before something that cannot be taken back; comes to whether it was done (or, without `act`, agreed to).
export async function confirmThat({title, text, action, isGrave = true, keep = 'Cancel', act = () => {}}) {
  const kind = isGrave ? 'danger' : 'main';
  const dialog = openDialog({
    title,
    body: h('p', {dir: 'auto'}, text),
    actions: [{label: keep}, {label: action, kind, act}],
  });
  return (await dialog.closed) === true;
}

// A control with its label above and, where there is one, a note below that belongs to it.
export function field(label, control, note) {
  control.id ||= `field-${++count}`;
  if (note) control.setAttribute('aria-describedby', `${control.id}-note`);
  return h(
    'div',
    {class: 'field'},
    h('label', {class: 'field-label', for: control.id}, label),
    control,
    note && h('p', {class: 'field-note', id: `${control.id}-note`}, note),
  );
}
