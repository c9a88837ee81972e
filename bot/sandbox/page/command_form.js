// A slash command being filled in, above the composer: a field for each option. What was typed stays until it is taken.

import {SILENCE, shown} from './answers.js';
import {call, sentenceOf} from './api.js';
import {areGood, Field} from './fields.js';
import {h} from './dom.js';
import {Listbox} from './listbox.js';
import {ofChannel} from './paths.js';
import {sendable} from './uploads.js';

const KINDS = {
  3: 'text',
  4: 'integer',
  5: 'boolean',
  6: 'user',
  7: 'channel',
  8: 'role',
  9: 'mentionable',
  10: 'number',
  11: 'file',
};
const TEXT = 3;
const PATIENCE = 200; // milliseconds after the last key before the bot is asked for choices

export class CommandForm {
  #isBusy = false;

  constructor(command, channel, close) {
    Object.assign(this, {command, channel, close});
    this.fields = command.options.map((option) => new Field(asked(option)));
    command.options.forEach((option, n) => option.autocomplete && this.#completes(option, this.fields[n]));
    this.trouble = h('p', {class: 'trouble', role: 'alert', hidden: true, dir: 'auto'});
    this.send = h('button', {type: 'submit', class: 'action action-main'}, 'Send');
    this.element = this.#drawn();
  }

  focus() {
    if (this.fields.length) this.fields[0].focus();
    else this.send.focus();
  }

  #drawn() {
    const {name, description} = this.command;
    const onsubmit = (event) => (event.preventDefault(), this.#submit());
    const onkeydown = (event) => this.#pressed(event);
    const onclick = () => this.close(this);
    const leave = h('button', {type: 'button', class: 'action action-plain', onclick}, 'Cancel');
    const title = h('strong', {}, '/', h('bdi', {}, name));
    return h(
      'form',
      {class: 'command-form', novalidate: true, 'aria-label': `Command ${name}`, onsubmit, onkeydown},
      h('p', {}, title, ' ', h('span', {class: 'soft', dir: 'auto'}, description)),
      this.fields.length > 0 && h('div', {class: 'command-fields'}, this.fields.map((one) => one.element)),
      this.trouble,
      h('div', {class: 'command-actions'}, this.send, leave),
    );
  }

  #pressed(event) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.close(this);
  }

  async #submit() {
    if (this.#isBusy || !areGood(this.fields)) return;
    this.#busy(true);
    try {
      const answer = await call('POST', ofChannel(this.channel, 'commands'), await this.#wish());
      if (answer.kind !== 'failed') this.close(this); // a form that opens gives the keyboard back to what is there then
      shown(answer);
    } catch (refused) {
      this.#tell(refused.message === SILENCE ? SILENCE : sentenceOf(refused));
    } finally {
      this.#busy(false);
    }
  }

  #busy(is) {
    this.#isBusy = is;
    this.send.textContent = is ? 'Waiting…' : 'Send';
    this.send.setAttribute('aria-disabled', String(is));
    if (is) this.#tell(null);
  }

  #tell(sentence) {
    this.trouble.textContent = sentence ?? '';
    this.trouble.hidden = !sentence;
  }

  async #wish() {
    const options = Object.create(null); // an option may have any name, __proto__ too
    const files = {};
    for (const {option, value} of this.#given()) {
      if (KINDS[option.type] === 'file') files[option.name] = await sendable(value[0]);
      else options[option.name] = value;
    }
    return {name: this.command.name, options, files};
  }

  // What was left empty is not named.
  #given() {
    const options = this.command.options.filter((_, n) => !this.fields[n].isEmpty());
    return options.map((option) => ({option, value: meant(option, this.#fieldOf(option).value())}));
  }

  #fieldOf(option) {
    return this.fields[this.command.options.indexOf(option)];
  }

  // The bot offers choices while one types; what is sent is the choice that was taken, or else what was typed.
  #completes(option, field) {
    const input = field.control;
    let latest = 0;
    let timer = null;
    const list = new Listbox(combobox(input), {label: `Choices for ${option.name}`, choose});
    input.addEventListener('input', () => {
      delete input.dataset.value;
      clearTimeout(timer);
      timer = setTimeout(offer, PATIENCE);
    });
    input.addEventListener('focus', offer);
    input.addEventListener('keydown', (event) => list.takes(event));

    const complete = async () => {
      const others = this.#given().filter((one) => one.option !== option && KINDS[one.option.type] !== 'file');
      const options = Object.fromEntries(others.map((one) => [one.option.name, one.value]));
      const wish = {name: this.command.name, option: option.name, typed: input.value, options};
      return call('POST', ofChannel(this.channel, 'completions'), wish);
    };

    async function offer() {
      const mine = ++latest;
      const offered = await complete().catch(() => []);
      if (mine === latest && document.activeElement === input) list.show(offered);
    }

    function choose({label, value}) {
      clearTimeout(timer);
      latest++;
      input.value = label;
      input.dataset.value = value;
    }
  }
}

function combobox(input) {
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  return input;
}

function asked(option) {
  const isChosen = option.choices?.length > 0;
  const isText = option.type === TEXT;
  return {
    name: option.name,
    label: option.name,
    kind: isChosen ? 'select' : KINDS[option.type],
    description: option.description,
    isRequired: Boolean(option.required),
    isOne: true,
    atLeast: isText ? option.min_length : option.min_value,
    atMost: isText ? option.max_length : option.max_value,
    types: option.channel_types,
    choices: option.choices?.map((one) => ({value: String(one.value), label: one.name, hint: ''})),
  };
}

// As the wire wants it: numbers as numbers, yes and no as such; of choices the value, not the text that stands for it.
function meant(option, value) {
  const taken = option.choices?.find((one) => String(one.value) === value);
  if (taken) return taken.value;
  switch (KINDS[option.type]) {
    case 'integer':
    case 'number':
      return Number(value);
    case 'boolean':
      return value === 'true';
    default:
      return value;
  }
}
