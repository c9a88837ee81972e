// Buttons, selects and layout of a message, and what pressing them does.

import {choicesOf, identity, tickboxes} from './choices.js';
import {acting, isUnderWay} from './answers.js';
import {h} from './dom.js';
import {icon} from './icons.js';
import {Listbox} from './listbox.js';
import {hex} from './named.js';
import {ofChannel} from './paths.js';
import {prose} from './prose.js';
import {state, tell} from './store.js';
import {wayBy} from './ways.js';

const STYLES = {1: ' is-main', 3: ' is-good', 4: ' is-danger'};
const SELECTS = {5: 'user', 6: 'role', 7: 'mentionable', 8: 'channel'};

const lists = new WeakMap(); // of choices, by the button at which each opens
const ticks = new Map(); // choices that are ticked and not sent yet, by "person message custom_id"

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
  return h('div', {class: 'embed', '--bar': part.accent_color ? hex(part.accent_color) : null}, inside);
}

function linkButton({label, emoji, url}) {
  const isPage = /^https?:/.test(url); // else it would lead out of the page's hands
  const way = isPage && wayBy(url);
  const words = (label || !emoji) && h('span', {dir: 'auto'}, label || url);
  const attributes = {class: 'component-button', 'aria-label': !label && url};
  if (!way) return h('button', {...attributes, type: 'button', disabled: true, title: url}, sign(emoji), words);
  return h('a', {...attributes, ...way}, sign(emoji), words, way.target && icon('window'));
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
  return {label, value, hint: description, sign: () => sign(emoji), isOn: Boolean(isOn)};
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
    'aria-expanded': 'false',
    'aria-label': name,
    'data-key': part.custom_id,
    alike: JSON.stringify([part.custom_id, name, part.options && choices.map(identity)]), // else its list is another
    'aria-disabled': isWaiting && 'true',
    onclick: ({currentTarget}) => (listAt(currentTarget).isShown ? listAt(currentTarget).hide() : open(currentTarget)),
    onkeydown: (event) => listAt(event.currentTarget).takes(event) || opens(event),
  };
  const shown = h('span', {class: chosen ? '' : 'soft', dir: 'auto'}, chosen?.sign?.(), chosen?.label ?? name);
  return h('button', attributes, shown, isWaiting ? waiting() : icon('down'));

  function listAt(anchor) {
    if (!lists.has(anchor)) lists.set(anchor, new Listbox(anchor, {label: name, choose}));
    return lists.get(anchor);
  }

  function choose({value}) {
    act(message, part.custom_id, 'select', {values: [value]});
  }

  function open(anchor) {
    if (!isWaiting) listAt(anchor).show(choices, Math.max(choices.indexOf(chosen), 0));
  }

  function opens(event) {
    if (!['ArrowDown', 'ArrowUp'].includes(event.key)) return;
    event.preventDefault();
    open(event.currentTarget);
  }
}

// What is ticked stays so until it was sent, whatever else becomes of the message meanwhile.
function several(part, message, choices, most) {
  const least = part.min_values ?? 1;
  const press = `${state.person.me.id} ${message.id} ${part.custom_id}`;
  const isWaiting = isUnderWay(message.id, part.custom_id);
  const asked = `Choose ${least === most ? most : `${least} to ${most}`}`;
  const name = part.placeholder ? `${part.placeholder} (${asked.toLowerCase()})` : asked;
  if (part.disabled) return h('button', {class: 'component-select', type: 'button', disabled: true}, name);
  const values = ticked(choices, ticks.get(press));
  const isHeld = isWaiting || values.length < least || values.length > most;
  const attributes = {class: 'component-button is-main', type: 'button', 'data-key': `${part.custom_id} send`};
  const send = h('button', {...attributes, 'aria-disabled': String(isHeld), onclick: done}, 'Send choice');
  const boxes = tickboxes(choices, {most, chosen: values, 'aria-label': name, change});
  const summary = h('summary', {'data-key': part.custom_id}, h('span', {dir: 'auto'}, name), isWaiting && waiting());
  return h('details', {class: 'component-several', alike: part.custom_id}, summary, boxes, send);

  function change(now) {
    ticks.set(press, choices.filter((one) => now.includes(one.value)).map(identity));
    tell('doing', message.id);
  }

  async function done() {
    const sent = ticks.get(press);
    if (isHeld || !(await act(message, part.custom_id, 'select', {values}))) return;
    if (ticks.get(press) === sent) ticks.delete(press);
    tell('doing', message.id);
  }
}

// Of what was ticked, what there still is; before anything was, what the bot ticked.
function ticked(choices, before) {
  const is = (one) => (before ? before.includes(identity(one)) : one.isOn);
  return choices.filter(is).map((one) => one.value);
}

// Whether something in it offers the server's people, roles or channels, which come and go without a word of it.
export function offersTheServer(part) {
  return part.type in SELECTS || Boolean(part.components?.some(offersTheServer));
}

function act(message, customId, what, wish) {
  if (isUnderWay(message.id, customId)) return false;
  const place = ofChannel(state.channel, 'messages', message.id, what);
  return acting(message.id, customId, ['POST', place, {custom_id: customId, ...wish}]);
}
