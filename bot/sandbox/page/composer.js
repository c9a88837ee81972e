// Where one writes: text that grows with what is typed, files, an answer to a message, and what begins with a slash.

import {call} from './api.js';
import {CommandForm} from './command_form.js';
import {refresh, slashCommands} from './commands.js';
import {sentenceOf} from './dialogs.js';
import {byId, fill, h} from './dom.js';
import {icon} from './icons.js';
import {Listbox} from './listbox.js';
import {Mentions} from './mentions.js';
import {ofChannel} from './paths.js';
import {on, state, tell} from './store.js';
import {sendable, Uploads} from './uploads.js';
import {whyNot} from './writing.js';

const LONGEST = 2000; // characters of a message
const TOLD_FROM = 1800; // so many, and the counter shows

const drafts = new Map(); // what was not sent yet, by person and channel

let place = null; // the person and channel that the draft in the field is for
let answered = null; // the message that is answered
let commandForm = null;
let isSending = false;
let parts = null;
let mentions = null;
let commands = null;
let uploads = null;

export function mount() {
  uploads = new Uploads(show);
  parts = drawn();
  uploads.listen(byId('talk'));
  mentions = new Mentions(parts.field);
  commands = new Listbox(parts.field, {label: 'Commands', choose: ({value}) => beginCommand(value)});
  fill(byId('below'), parts.above, parts.trouble, parts.form, parts.reason);
  on('channel', move);
  on('person', () => place !== null && show());
  on('reply', reply);
  on('compose', () => parts.field.focus());
}

function drawn() {
  const attributes = {id: 'composer', rows: 1, dir: 'auto', 'aria-describedby': 'composer-count composer-trouble'};
  const field = h('textarea', {...attributes, oninput: typed, onkeydown: pressed});
  const counter = h('span', {class: 'composer-count', id: 'composer-count', hidden: true});
  const slash = h('button', {...quiet('Use a command'), onclick: askCommand}, icon('slash'));
  const send = h('button', {type: 'submit', class: 'icon-button', 'aria-label': 'Send', title: 'Send'}, icon('send'));
  const form = h('form', {class: 'composer', onsubmit: (event) => (event.preventDefault(), post())}, uploads.button, uploads.input, field, counter, slash, send);
  const above = h('div', {class: 'composer-above'});
  const trouble = h('p', {class: 'trouble', id: 'composer-trouble', role: 'alert', dir: 'auto'});
  const reason = h('div', {class: 'composer-reason', hidden: true});
  return {form, field, counter, above, trouble, reason, send, slash};
}

function quiet(name) {
  return {type: 'button', class: 'icon-button', 'aria-label': name, title: name};
}

// Another channel is open: what was begun there waits there, what was begun here is back.
function move() {
  if (place) drafts.set(place, {text: parts.field.value, files: uploads.files, answered});
  place = state.channel && `${state.person.me.id} ${state.channel.id}`;
  const draft = drafts.get(place) ?? {text: '', files: [], answered: null};
  answered = draft.answered;
  commandForm = null;
  parts.field.value = draft.text;
  parts.trouble.textContent = '';
  uploads.clear();
  uploads.add(draft.files);
  show();
  grow();
}

function show() {
  const reason = whyNot(state.channel);
  parts.form.hidden = reason !== null || commandForm !== null;
  parts.reason.hidden = reason === null || commandForm !== null;
  fill(parts.reason, h('p', {}, reason), slashCommands().length > 0 && h('button', {type: 'button', class: 'quiet', onclick: askCommand}, 'Use a command'));
  uploads.button.disabled = state.channel ? !state.channel.may.includes('ATTACH_FILES') : true;
  const name = nameOf(state.channel);
  parts.field.setAttribute('aria-label', `Message ${name}`);
  parts.field.placeholder = `Message ${name}`;
  fill(parts.above, commandForm?.element, !commandForm && [replying(), uploads.files.length > 0 && uploads.list]);
}

function nameOf(channel) {
  if (!channel) return '';
  return channel.kind === 'text' ? `#${channel.name}` : channel.name;
}

function replying() {
  if (!answered) return null;
  const leave = h('button', {...quiet('Do not reply'), onclick: () => reply(null)}, icon('close'));
  return h('p', {class: 'replying'}, icon('reply'), h('span', {}, 'Replying to ', h('bdi', {}, answered.author.name)), leave);
}

function reply(message) {
  answered = message;
  show();
  parts.field.focus();
}

function typed() {
  grow();
  parts.trouble.textContent = '';
  const slash = /^\/([\w -]*)$/u.exec(parts.field.value);
  if (!slash) return commands.hide();
  offer(slash[1]);
  if (slash[1] === '') refresh().then(() => parts.field.value.startsWith('/') && offer(parts.field.value.slice(1)));
}

function offer(begun) {
  const fit = slashCommands().filter(({name}) => name.includes(begun.trim().toLowerCase()));
  const sorted = fit.sort((one, other) => one.name.localeCompare(other.name));
  commands.show(sorted.map((one) => ({label: `/${one.name}`, hint: one.description, value: one})));
}

function grow() {
  const {field, counter} = parts;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
  const {length} = mentions.told();
  counter.hidden = length < TOLD_FROM;
  counter.textContent = length > LONGEST ? `${length - LONGEST} too many` : `${LONGEST - length} left`;
  counter.classList.toggle('is-over', length > LONGEST);
}

function pressed(event) {
  if (event.isComposing || commands.takes(event) || mentions.takes(event)) return;
  if (event.key === 'Enter' && !event.shiftKey) return event.preventDefault(), post();
  if (event.key === 'Escape' && answered) return event.preventDefault(), event.stopPropagation(), reply(null);
  if (event.key === 'ArrowUp' && parts.field.value === '') editLast(event);
}

function editLast(event) {
  const mine = [...state.messages.values()].filter((one) => one.may_edit);
  if (!mine.length) return;
  event.preventDefault();
  tell('edit', mine.at(-1));
}

async function post() {
  const text = mentions.told();
  if (isSending || (!text.trim() && !uploads.files.length)) return;
  if (text.length > LONGEST) return refuse(`A message takes ${LONGEST} characters; these are ${text.length - LONGEST} too many.`);
  const [from, channel] = [place, state.channel];
  busy(true);
  try {
    const files = await Promise.all(uploads.files.map(sendable));
    await call('POST', ofChannel(channel, 'messages'), {text, reply_to: answered?.id ?? null, files});
    sent(from);
  } catch (refused) {
    refuse(sentenceOf(refused));
  } finally {
    busy(false);
  }
}

function sent(from) {
  drafts.delete(from);
  if (from !== place) return;
  parts.field.value = '';
  answered = null;
  mentions.forget();
  uploads.clear();
  show();
  grow();
}

function refuse(sentence) {
  parts.trouble.textContent = sentence;
  parts.field.focus();
}

function busy(is) {
  isSending = is;
  parts.form.setAttribute('aria-busy', String(is));
  if (is) parts.trouble.textContent = '';
}

// The list of commands as if a slash had been typed; where one may not write, in the field all the same.
function askCommand() {
  parts.form.hidden = false;
  parts.field.value = '/';
  parts.field.focus();
  typed();
}

function beginCommand(command) {
  parts.field.value = '';
  commandForm = new CommandForm(command, state.channel, endCommand);
  show();
  commandForm.focus();
}

function endCommand() {
  commandForm = null;
  show();
  grow();
  if (parts.form.hidden) byId('messages').focus();
  else parts.field.focus();
}
