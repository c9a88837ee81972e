// A message of one's own while it is being written anew, in its place.

import {call, sentenceOf} from './api.js';
import {confirmThat} from './dialogs.js';
import {h} from './dom.js';
import {Mentions} from './mentions.js';
import {notice} from './notices.js';
import {ofChannel} from './paths.js';
import {on, state, tell} from './store.js';

let edited = null; // {id, by, channel, field}

on('gone', ({ids}) => edited && ids.includes(edited.id) && leaveGone(edited.id)); // also where another place is open

// By whoever sits here.
export function isEdited(id) {
  return edited?.id === id && edited.by === state.person.me.id;
}

export function beginEdit(message) {
  if (isEdited(message.id)) return edited.field.focus();
  const before = edited?.id;
  edited = {id: message.id, by: state.person.me.id, channel: state.channel, field: null};
  if (before) tell('doing', before);
  tell('doing', message.id);
  edited.field.focus();
  edited.field.setSelectionRange(edited.field.value.length, edited.field.value.length);
}

// The field in which it is written; drawn again it is the same one, with what was typed.
export function editor(message) {
  edited.field ??= made(message);
  const save = h('button', {class: 'link', type: 'button', onclick: () => finish(message)}, 'save');
  const leave = h('button', {class: 'link', type: 'button', onclick: () => end(message.id)}, 'cancel');
  const trouble = edited.trouble && h('p', {class: 'trouble', role: 'alert'}, edited.trouble);
  return [edited.field, h('p', {class: 'soft'}, 'Escape to ', leave, ', Enter to ', save), trouble];
}

function made(message) {
  const field = h('textarea', {class: 'editor', 'aria-label': 'Edit the message', dir: 'auto', rows: 1});
  const mentions = new Mentions(field, message.names);
  field.value = mentions.shown(message.text);
  edited.mentions = mentions;
  field.addEventListener('keydown', (event) => mentions.takes(event) || pressed(event, message));
  return field;
}

function pressed(event, message) {
  if (event.isComposing) return;
  if (event.key === 'Escape') end(message.id);
  else if (event.key === 'Enter' && !event.shiftKey) finish(message);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The message has gone meanwhile: what was typed for it goes to where one writes.
export function leaveGone(id) {
  if (!isEdited(id)) return;
  notice('The message you were editing was deleted. What you typed stands where you write there.');
  handOver();
}

// What is being written anew goes to where one writes.
export function handOver() {
  if (!edited) return;
  const {field, channel} = edited;
  edited = null;
  tell('compose', {text: field.value, channel});
}

async function finish(message) {
  const text = edited.mentions.told();
  if (text === (state.messages.get(message.id) ?? message).text) return end(message.id);
  if (!text.trim() && !message.files.length) return drop(message);
  const {field} = edited;
  const {value} = field;
  try {
    await call('PATCH', ofChannel(state.channel, 'messages', message.id), {text});
    if (field.value === value) end(message.id); // else more was typed since
  } catch (refused) {
    if (!isEdited(message.id)) return;
    edited.trouble = sentenceOf(refused);
    tell('doing', message.id);
    edited.field.focus();
  }
}

// It may have been left already, for another one.
function end(id) {
  if (!isEdited(id)) return;
  edited = null;
  tell('doing', id);
  tell('compose');
}

// Writing nothing is a way to delete it.
async function drop(message) {
  end(message.id);
  await askToDelete(message);
}

export function askToDelete(message) {
  const act = () => call('DELETE', ofChannel(state.channel, 'messages', message.id));
  return confirmThat({title: 'Delete this message?', text: 'It cannot be brought back.', action: 'Delete', act});
}
