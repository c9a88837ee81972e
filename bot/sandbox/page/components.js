// Buttons, selects and layout of a message, and what pressing them does.

import {tickboxes, choicesOf} from './choices.js';
import {acting, isUnderWay} from './answers.js';
import {h} from './dom.js';
import {icon} from './icons.js';
import {Listbox} from './listbox.js';
import {hex} from './named.js';
import {ofChannel} from './paths.js';
import {prose} from './prose.js';
import {state} from './store.js';

const STYLES = {1: ' is-main', 3: ' is-good', 4: ' is-danger'};
const SELECTS = {5: 'user', 6: 'role', 7: 'mentionable', 8: 'channel'};

export function components(message) {
  return message.components.map((one) => drawn(one, message));
}

function drawn(part, message) {
  const inside = () => part.components.map((one) => drawn(one, message));
  switch (part.type) {
    case 1:
      return h('div', {class: 'component-row'}, inside());
    case 2:
      return part.style === 5 ? linkButton(part) : button(part, message);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return select(part, message);
    case 9:
      return section(part, inside(), message);
    case 10:
      return prose(part.content, message.names);
    case 14:
      return part.divider === false ? h('div', {class: 'component-gap'}) : h('hr', {});
    case 17:
      return container(part, inside());
    default:
      return h('p', {class: 'soft'}, 'Something that this page cannot show.');
  }
}

function section({accessory}, inside, message) {
  return h('div', {class: 'component-section'}, h('div', {}, inside), accessory && drawn(accessory, message));
}

function container(part, inside) {
  const box = h('div', {class: 'embed'}, inside);
  if (part.accent_color) box.style.setProperty('--bar', hex(part.accent_color));
  return box;
}

function linkButton({label, emoji, url}) {
  if (!/^https?:/.test(url)) return h('span', {dir: 'auto'}, label ?? url); // it would lead out of the page's hands
  const attributes = {href: url, target: '_blank', rel: 'noopener noreferrer', title: url};
  const words = h('span', {dir: 'auto'}, label ?? url);
  return h('a', {class: 'component-button', ...attributes}, sign(emoji), words, icon('window'));
}

function button(part, message) {
  const isWaiting = isUnderWay(message.id, part.custom_id);
  const attributes = {
    class: `component-button${STYLES[part.style] ?? ''}`,
    type: 'button',
    disabled: part.disabled,
    'data-key': part.custom_id,
    'aria-disabled': isWaiting && 'true',
    onclick: () => act(message, part.custom_id, 'click', {}),
  };
  const label = part.label ? h('span', {dir: 'auto'}, part.label) : h('span', {class: 'hidden-text'}, part.emoji?.name);
  return h('button', attributes, sign(part.emoji), label, isWaiting && waiting());
}

function sign(emoji) {
  return emoji?.name && h('span', {'aria-hidden': 'true'}, emoji.id ? `:${emoji.name}:` : emoji.name);
}

function waiting() {
  return h('span', {class: 'waiting'}, 'Waiting…');
}

function select(part, message) {
  const most = part.max_values ?? 1;
  const choices = part.options?.map(ofOption) ?? choicesOf(SELECTS[part.type], part.channel_types);
  const isSingle = most === 1 && (part.min_values ?? 1) === 1;
  return isSingle ? single(part, message, choices) : several(part, message, choices, most);
}

function ofOption({label, value, description, emoji, default: isOn}) {
  return {label, value, hint: description, sign: sign(emoji), isOn: Boolean(isOn)};
}

// What is chosen is sent at once, so that moving over the choices must not choose: a list of our own, not a native one.
function single(part, message, choices) {
  const isWaiting = isUnderWay(message.id, part.custom_id);
  const chosen = choices.find((one) => one.isOn);
  const name = part.placeholder || 'Make a choice';
  const attributes = {
    class: 'component-select',
    type: 'button',
    role: 'combobox',
    disabled: part.disabled,
    'aria-haspopup': 'listbox',
    'aria-label': name,
    'data-key': part.custom_id,
    'aria-disabled': isWaiting && 'true',
    onclick: () => (list.isShown ? list.hide() : isWaiting || open()),
    onkeydown: (event) => list.takes(event) || opens(event),
  };
  const shown = h('span', {class: chosen ? '' : 'soft', dir: 'auto'}, chosen?.sign, chosen?.label ?? name);
  const anchor = h('button', attributes, shown, isWaiting ? waiting() : icon('down'));
  const choose = ({value}) => act(message, part.custom_id, 'select', {values: [value]});
  const list = new Listbox(anchor, {label: name, choose});
  return anchor;

  function open() {
    list.show(choices, Math.max(choices.indexOf(chosen), 0));
  }

  function opens(event) {
    if (!['ArrowDown', 'ArrowUp'].includes(event.key) || isWaiting) return;
    event.preventDefault();
    open();
  }
}

function several(part, message, choices, most) {
  const least = part.min_values ?? 1;
  const isWaiting = isUnderWay(message.id, part.custom_id);
  const asked = `Choose ${least === most ? most : `${least} to ${most}`}`;
  const name = part.placeholder ? `${part.placeholder} (${asked.toLowerCase()})` : asked;
  const chosen = choices.filter((one) => one.isOn).map((one) => one.value);
  let values = chosen;
  const key = `${part.custom_id} send`;
  const attributes = {class: 'component-button is-main', type: 'button', 'data-key': key, onclick: done};
  const send = h('button', attributes, 'Send choice');
  const boxes = tickboxes(choices, {most, chosen, 'aria-label': name, change: (now) => ((values = now), check())});
  const summary = h('summary', {'data-key': part.custom_id}, h('span', {dir: 'auto'}, name), isWaiting && waiting());
  check();
  return part.disabled
    ? h('button', {class: 'component-select', type: 'button', disabled: true}, name)
    : h('details', {class: 'component-several'}, summary, boxes, send);

  function check() {
    send.setAttribute('aria-disabled', String(isWaiting || values.length < least));
  }

  function done() {
    if (!isWaiting && values.length >= least) act(message, part.custom_id, 'select', {values});
  }
}

function act(message, customId, what, wish) {
  if (isUnderWay(message.id, customId)) return;
  const place = ofChannel(state.channel, 'messages', message.id, what);
  acting(message.id, customId, ['POST', place, {custom_id: customId, ...wish}]);
}
