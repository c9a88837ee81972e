// A list of choices that hangs at a field while one types, or at a button: the keyboard stays where it is, and the
// choice that it is at is told by aria-activedescendant, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ has it.

import {h, redraw} from './dom.js';
import {onceGone} from './focus.js';

const EDGE = 8; // pixels to the edge of the window
const TALLEST = 320;
const WIDEST = 320; // that it is for its field's sake

let count = 0;

export class Listbox {
  // choose(choice) is called with what was picked: {label, hint, value, isOn}.
  constructor(anchor, {label, choose}) {
    this.anchor = anchor;
    this.choose = choose;
    this.choices = [];
    this.at = -1;
    const attributes = {class: 'listbox', role: 'listbox', id: `listbox-${++count}`, 'aria-label': label};
    const onpointerdown = (event) => event.preventDefault(); // the field keeps the keyboard
    this.element = h('div', {...attributes, popover: 'manual', onpointerdown});
    if (anchor.getAttribute('role') === 'combobox') anchor.setAttribute('aria-expanded', 'false');
    anchor.addEventListener('blur', () => this.hide());
  }

  get isShown() {
    return this.element.isConnected;
  }

  show(choices, at = 0) {
    this.choices = choices;
    if (!choices.length) return this.hide();
    redraw(this.element, choices.map((choice, n) => this.#drawn(choice, n)));
    if (!this.isShown) this.#appear();
    this.#place();
    this.#goTo(Math.min(at, choices.length - 1));
  }

  // Other choices, though nobody typed: it stays at the one it was at, and where it was closed by hand it stays closed.
  renew(choices) {
    const isLeft = !this.isShown && this.choices.length > 0;
    const at = choices.findIndex((one) => one.label === this.choices[this.at]?.label);
    if (!isLeft) this.show(choices, Math.max(at, 0));
  }

  hide() {
    if (!this.isShown) return;
    this.element.remove();
    this.unwatch();
    this.anchor.removeAttribute('aria-activedescendant');
    this.anchor.removeAttribute('aria-controls');
    if (this.anchor.hasAttribute('aria-expanded')) this.anchor.setAttribute('aria-expanded', 'false');
    removeEventListener('scroll', this.away, true);
  }

  // Whether the key was meant for the list.
  takes(event) {
    if (!this.isShown || event.isComposing) return false;
    const last = this.choices.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        this.#goTo(this.at === last ? 0 : this.at + 1);
        break;
      case 'ArrowUp':
        this.#goTo(this.at <= 0 ? last : this.at - 1);
        break;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey) return false;
        this.#pick(this.choices[this.at]);
        break;
      case 'Escape':
        this.hide();
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #pick(choice) {
    this.hide();
    this.choose(choice);
  }

  // A popover lies above everything, also where the list it hangs in is cut off.
  #appear() {
    (this.anchor.closest('dialog') ?? document.body).append(this.element);
    this.element.showPopover();
    this.unwatch = onceGone(this.anchor, () => this.hide());
    this.anchor.setAttribute('aria-controls', this.element.id);
    if (this.anchor.hasAttribute('aria-expanded')) this.anchor.setAttribute('aria-expanded', 'true');
    this.away = (event) => this.element.contains(event.target) || this.#place();
    addEventListener('scroll', this.away, true);
  }

  #place() {
    const at = this.anchor.getBoundingClientRect();
    const {style} = this.element;
    style.minWidth = `${Math.min(at.width, WIDEST)}px`;
    style.maxHeight = `${TALLEST}px`;
    const below = innerHeight - at.bottom - EDGE;
    const isAbove = below < this.element.offsetHeight && at.top - EDGE > below;
    style.maxHeight = `${Math.min(isAbove ? at.top - EDGE : below, TALLEST)}px`;
    const {width, height} = this.element.getBoundingClientRect();
    style.top = `${isAbove ? at.top - height - 4 : at.bottom + 4}px`;
    style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - width - EDGE))}px`;
  }

  #goTo(n) {
    this.at = n;
    [...this.element.children].forEach((one, index) => one.setAttribute('aria-selected', String(index === n)));
    const shown = this.element.children[n];
    this.anchor.setAttribute('aria-activedescendant', shown.id);
    shown.scrollIntoView({block: 'nearest'});
  }

  #drawn(choice, n) {
    const attributes = {class: 'choice', role: 'option', id: `${this.element.id}-${n}`, 'data-key': choice.label};
    const label = h('span', {class: 'choice-label', dir: 'auto'}, choice.sign?.(), choice.label);
    const hint = choice.hint && h('span', {class: 'choice-hint', dir: 'auto'}, choice.hint);
    return h('div', {...attributes, onclick: () => this.#pick(choice)}, label, hint);
  }
}
