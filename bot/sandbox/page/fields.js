// One field of a form or a command, with its label, its limits and the sentence of what is wrong with it.
//
// A field is asked for by {name, label, kind, isRequired, ...}:
//   text, paragraph    atLeast and atMost are characters; default, placeholder
//   number, integer    atLeast and atMost are the number's own bounds
//   select, user, role, mentionable, channel   choices; atLeast and atMost are how many, isOne is one or none
//   boolean, file

import {choicesOf, dropdown, ticked, tickboxes} from './choices.js';
import {h} from './dom.js';

const PEOPLE_AND_PLACES = ['user', 'role', 'mentionable', 'channel'];
const YES_AND_NO = [
  {value: 'true', label: 'Yes', hint: ''},
  {value: 'false', label: 'No', hint: ''},
];

let count = 0;

export class Field {
  constructor(asked) {
    this.asked = asked;
    this.id = `asked-${++count}`;
    this.control = control(asked, {id: this.id, 'aria-describedby': `${this.id}-note ${this.id}-trouble`});
    this.trouble = h('p', {class: 'field-trouble', id: `${this.id}-trouble`});
    this.counter = isWritten(asked) && asked.atMost && h('span', {class: 'field-count', 'aria-hidden': 'true'});
    this.before = this.#said();
    this.element = this.#drawn();
    this.#count();
  }

  // What was typed or chosen: text, or a list of values or Files; '' and [] for nothing.
  value() {
    if (this.asked.kind === 'file') return [...this.control.files];
    if (this.control.matches('[role=group]')) return ticked(this.control);
    if (isList(this.asked)) return [this.control.value].filter(Boolean);
    return this.control.dataset.value ?? this.control.value; // a completed one shows its label
  }

  isEmpty() {
    const value = this.value();
    return Array.isArray(value) ? value.length === 0 : value === '' || (typeof value === 'string' && !value.trim());
  }

  isTouched() {
    return this.#said() !== this.before;
  }

  #said() {
    return JSON.stringify(this.asked.kind === 'file' ? this.value().map((file) => file.name) : this.value());
  }

  // Puts back what was typed before.
  restore(value) {
    if (isWritten(this.asked)) this.control.value = value;
    else if (this.control.matches('select')) this.control.value = [value].flat()[0] ?? '';
    else for (const box of this.control.querySelectorAll?.('input') ?? []) box.checked = value.includes(box.value);
    this.#count();
  }

  // A sentence, or null.
  problem() {
    if (this.isEmpty()) return this.asked.isRequired ? nothing(this.asked) : null;
    return limits(this.asked, this.value());
  }

  tell(sentence) {
    this.trouble.textContent = sentence ?? '';
    if (sentence) this.control.setAttribute('aria-invalid', 'true');
    else this.control.removeAttribute('aria-invalid');
  }

  focus() {
    (this.control.matches('[role=group]') ? this.control.querySelector('input') : this.control)?.focus();
  }

  #drawn() {
    const {asked} = this;
    const isSaid = asked.isRequired || /optional\)?$/i.test(asked.label.trim());
    const optional = isSaid ? null : h('span', {class: 'soft'}, ' (optional)');
    const isGroup = this.control.matches('[role=group]');
    const named = {class: 'field-label', id: `${this.id}-label`, for: !isGroup && this.id, dir: 'auto'};
    const label = h(isGroup ? 'span' : 'label', named, asked.label, optional);
    if (isGroup) this.control.setAttribute('aria-labelledby', `${this.id}-label`);
    const note = h('p', {class: 'field-note', id: `${this.id}-note`, dir: 'auto'}, noteOf(asked));
    const oninput = () => this.#changed();
    const onfocusout = (event) => this.#left(event);
    const parts = [label, note, this.control, this.counter, this.trouble];
    return h('div', {class: 'field', oninput, onchange: oninput, onfocusout}, parts);
  }

  // What is wrong is told on moving on, and taken back while it is mended.
  #changed() {
    this.#count();
    if (this.trouble.textContent) this.tell(this.problem());
  }

  #left({relatedTarget}) {
    if (relatedTarget && !this.isEmpty()) this.tell(this.problem());
  }

  #count() {
    if (!this.counter) return;
    const {length} = this.control.value;
    this.counter.textContent = `${length} / ${this.asked.atMost}`;
    this.counter.classList.toggle('is-over', length > this.asked.atMost);
  }
}

// The first field with a problem has the keyboard; whether there is none.
export function areGood(fields) {
  for (const field of fields) field.tell(field.problem());
  const first = fields.find((field) => field.problem());
  first?.focus();
  return !first;
}

function isWritten({kind}) {
  return kind === 'text' || kind === 'paragraph';
}

function isList({kind, isOne}) {
  return !isOne && (kind === 'select' || kind === 'file' || PEOPLE_AND_PLACES.includes(kind));
}

function control(asked, attributes) {
  const {default: value = '', placeholder, isRequired} = asked;
  const required = {'aria-required': isRequired && 'true'};
  const typed = {...attributes, ...required, value, placeholder, dir: 'auto', autocomplete: 'off'};
  switch (asked.kind) {
    case 'text':
      return h('input', {type: 'text', ...typed});
    case 'paragraph':
      return h('textarea', {rows: 4, ...typed});
    case 'integer':
    case 'number':
      return h('input', {type: 'text', inputmode: asked.kind === 'integer' ? 'numeric' : 'decimal', ...typed});
    case 'file':
      return h('input', {type: 'file', multiple: asked.atMost > 1, ...attributes, ...required});
    case 'boolean':
      return dropdown(YES_AND_NO, {...attributes, ...required});
    default:
      return chooser(asked, attributes, required);
  }
}

function chooser(asked, attributes, required) {
  const choices = asked.kind === 'select' ? asked.choices : choicesOf(asked.kind, asked.types);
  const chosen = asked.chosen ?? [];
  const single = {chosen: chosen[0], none: asked.placeholder || 'Choose…', ...attributes, ...required};
  if (asked.isOne || asked.atMost === 1) return dropdown(choices, single);
  return tickboxes(choices, {most: asked.atMost, chosen, ...attributes});
}

function noteOf(asked) {
  const least = asked.isRequired ? asked.atLeast : 0;
  const several = isList(asked) && asked.atMost > 1 && `Choose ${least} to ${asked.atMost}.`;
  return [asked.description, several].filter(Boolean).join(' ');
}

function nothing(asked) {
  return isWritten(asked) ? 'Please fill this in.' : 'Please choose something.';
}

function limits(asked, value) {
  switch (asked.kind) {
    case 'text':
    case 'paragraph':
      return lengths(asked, value.length);
    case 'integer':
    case 'number':
      return numbers(asked, value);
    case 'boolean':
      return null;
    default:
      return isList(asked) ? counts(asked, value.length) : null;
  }
}

function lengths({atLeast = 0, atMost = Infinity}, length) {
  if (length < atLeast) return `Please write at least ${atLeast} characters; these are ${length}.`;
  if (length > atMost) return `Please write at most ${atMost} characters; these are ${length - atMost} too many.`;
  return null;
}

function counts({atLeast, atMost}, count) {
  if (count < atLeast) return `Please choose at least ${atLeast}.`;
  return count > atMost ? `Please choose at most ${atMost}.` : null;
}

function numbers({kind, atLeast = -Infinity, atMost = Infinity}, typed) {
  const value = Number(typed);
  if (!Number.isFinite(value)) return 'Please write a number.';
  if (kind === 'integer' && !Number.isInteger(value)) return 'Please write a whole number.';
  if (value < atLeast) return `Please write ${atLeast} or more.`;
  if (value > atMost) return `Please write ${atMost} or less.`;
  return null;
}
