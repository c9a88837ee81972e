// Whom one writes to by @ and #: names are completed while one types, and stand in the field as names; what is sent
// says who is meant.

import {choicesOf} from './choices.js';
import {Listbox} from './listbox.js';
import {announce} from './notices.js';
import {state} from './store.js';

const BEGUN = /(^|[\s(])([@#])([^\s@#]{0,32})$/;
const AT_MOST = 12; // names offered at once

export class Mentions {
  // `names`: mentions that stand in the text already, by what they read as.
  constructor(field, names = {}) {
    this.field = field;
    this.meant = new Map(Object.entries(names).map(([token, name]) => [token[1] + name, token]));
    this.list = new Listbox(field, {label: 'Who or what is meant', choose: (choice) => this.#insert(choice)});
    field.setAttribute('aria-autocomplete', 'list');
    field.addEventListener('input', () => this.#offer());
  }

  takes(event) {
    return this.list.takes(event);
  }

  // The text with names in the place of mentions, as it is edited.
  shown(text) {
    return [...this.meant].reduce((now, [name, token]) => now.replaceAll(token, name), text);
  }

  // The text as it is sent; a longer name is read before a shorter one that it begins with.
  told() {
    const longestFirst = [...this.meant].sort(([one], [other]) => other.length - one.length);
    return longestFirst.reduce((now, [name, token]) => now.replaceAll(name, token), this.field.value);
  }

  // The next text begins with nobody meant; what comes back is for `remember`.
  forget() {
    const {meant} = this;
    this.meant = new Map();
    return meant;
  }

  remember(meant) {
    this.meant = new Map([...meant, ...this.meant]);
  }

  #offer() {
    const begun = BEGUN.exec(this.field.value.slice(0, this.field.selectionStart));
    const choices = begun ? offered(begun[2], begun[3].toLowerCase()) : [];
    this.list.show(choices);
    const count = choices.length === 1 ? 'One name' : `${choices.length} names`;
    if (choices.length) announce(`${count}; arrows choose, Tab takes it.`);
  }

  #insert({label, value}) {
    const at = this.field.selectionStart;
    const [whole, before] = BEGUN.exec(this.field.value.slice(0, at));
    this.meant.set(label, value);
    this.field.setRangeText(`${before}${label} `, at - whole.length, at, 'end');
    this.field.dispatchEvent(new Event('input', {bubbles: true}));
  }
}

function offered(sign, typed) {
  const all = sign === '#' ? channels() : [...people(), ...roles()];
  const fit = all.filter(({label, hint}) => `${label} ${hint}`.toLowerCase().includes(typed));
  return fit.sort((one, other) => begins(other, typed) - begins(one, typed)).slice(0, AT_MOST);
}

function begins({label}, typed) {
  return label.slice(1).toLowerCase().startsWith(typed);
}

function people() {
  const all = choicesOf('user');
  const isDouble = ({label}) => all.filter((one) => one.label === label).length > 1;
  const label = (one) => (isDouble(one) && one.hint) || one.label;
  return all.map((one) => ({label: `@${label(one)}`, hint: one.hint, value: `<@${one.value}>`}));
}

function roles() {
  const own = choicesOf('role').filter(({value}) => value !== state.channel.guild_id);
  return own.map(({label, value}) => ({label: `@${label}`, hint: 'role', value: `<@&${value}>`}));
}

function channels() {
  return choicesOf('channel').map(({label, value}) => ({label, hint: '', value: `<#${value}>`}));
}
