// Where one writes: text that grows with what is typed, files, an answer to a message, and what begins with a slash.

import {call, sentenceOf} from './api.js';
import {boxed, iconButton} from './buttons.js';
import {CommandForm} from './command_form.js';
import {refresh, slashCommands} from './commands.js';
import {byId, fill, h, redraw} from './dom.js';
import {NOTHING, discountAnswers, draftAt, endForm, keepDraft, placeOf, stash, together, unstashed} from './drafts.js';
import {handOver} from './editing.js';
import {icon} from './icons.js';
import {Listbox} from './listbox.js';
import {Mentions} from './mentions.js';
import {channelName} from './named.js';
import {notice} from './notices.js';
import {ofChannel} from './paths.js';
import {on, state, tell} from './store.js';
import {sendable, Uploads} from './uploads.js';
import {whyNot} from './writing.js';

const LONGEST = 2000; // characters of a message
const TOLD_FROM = 1800; // so many, and the counter shows
const SLASH = /^\/([\p{L}\p{N}_ -]*)$/u;

let place = null; // the person and channel that the draft in the field is for
let answered = null; // the message that is answered
let commandForm = null;
let sending = Promise.resolve(); // what is on its way
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
  byId('below').append(parts.above, parts.trouble, parts.form, parts.reason);
  on('channel', move);
  on('person', () => place !== null && show());
  on('commands', commandsChanged);
  on('reply', reply);
  on('gone', discount);
  on('compose', compose);
  on('outlived', putBy);
}

function drawn() {
  const attributes = {id: 'composer', rows: 1, dir: 'auto', 'aria-describedby': 'composer-count composer-trouble'};
  const field = h('textarea', {...attributes, oninput: typed, onkeydown: pressed});
  const counter = h('span', {class: 'composer-count', id: 'composer-count', hidden: true});
  const slash = iconButton('Use a command', 'slash', askCommand);
  const send = iconButton('Send', 'send', post);
  const form = h('div', {class: 'composer'}, uploads.button, uploads.input, field, counter, slash, send);
  const above = h('div');
  const trouble = h('p', {class: 'trouble', id: 'composer-trouble', role: 'alert', dir: 'auto'});
  const reason = h('div', {class: 'composer-reason', hidden: true});
  return {form, field, counter, above, replying: h('div'), trouble, reason};
}

// Another channel is open: what was begun there waits there, what was begun here is back.
function move({isAgain}) {
  if (isAgain) return stay();
  if (place) keepDraft(place, draftNow());
  if (!state.channel) return outlive();
  place = placeOf(state.channel);
  parts.trouble.textContent = '';
  resume(draftAt(place));
  takeUp();
}

function draftNow() {
  return {text: parts.field.value, files: uploads.files, answered, commandForm};
}

function resume(draft) {
  ({answered, commandForm} = draft);
  parts.field.value = draft.text;
  uploads.clear();
  uploads.add(draft.files);
  show();
}

// It is the same one under another id: what was begun goes on there, but what was answered is gone.
function stay() {
  place = placeOf(state.channel);
  answered = null;
  if (commandForm) commandForm.channel = state.channel;
  show();
}

// The place is gone: what was begun there stays in sight, unless a command was only looked for.
function outlive() {
  if (isAskingCommand()) parts.field.value = '';
  commands.hide();
  show();
}

// The sandbox is another one, without this person: what was begun at this window is there for who sits here next.
function putBy() {
  handOver();
  if (SLASH.test(parts.field.value)) parts.field.value = '';
  if (place) keepDraft(place, draftNow());
  stash(state.person.me.name);
}

function takeUp() {
  const kept = unstashed();
  if (!kept) return;
  compose(kept);
  const words = kept.text && ' What was begun at this window waits where you write now.';
  const more = kept.isMore ? ' Files and commands are to be begun again.' : '';
  notice(`${kept.name} is not in this sandbox any more.${words}${more}`);
}

// Where one may not write any more, what was typed stays, to be read and copied.
function show() {
  const reason = whyNot(state.channel);
  const hadKeyboard = byId('below').contains(document.activeElement);
  const isHeld = reason !== null && parts.field.value !== '' && !SLASH.test(parts.field.value);
  parts.form.hidden = commandForm !== null || !(reason === null || isHeld || isAskingCommand());
  parts.field.readOnly = isHeld;
  parts.reason.hidden = commandForm !== null || reason === null;
  const use = slashCommands().length > 0 && boxed('command', askCommand, 'Use a command');
  redraw(parts.reason, h('p', {}, reason), use);
  uploads.button.disabled = state.channel ? !state.channel.may.includes('ATTACH_FILES') : true;
  const name = state.channel ? channelName(state.channel) : '';
  parts.field.setAttribute('aria-label', `Message ${name}`);
  parts.field.placeholder = state.channel?.is_archived ? `Message ${name} and bring it back` : `Message ${name}`;
  redraw(parts.replying, replying());
  const further = [parts.replying, uploads.files.length > 0 && uploads.list];
  fill(parts.above, commandForm ? commandForm.element : further);
  grow();
  const at = document.activeElement;
  if (hadKeyboard && !(byId('below').contains(at) && at.checkVisibility())) takeKeyboard();
}

function takeKeyboard() {
  if (commandForm) commandForm.focus();
  else if (parts.form.hidden) byId('messages').focus({preventScroll: true});
  else parts.field.focus();
}

function replying() {
  if (!answered) return null;
  const leave = iconButton('Do not reply', 'close', () => reply(null));
  const whom = h('bdi', {}, answered.author.name);
  return h('p', {class: 'replying'}, icon('reply'), h('span', {}, 'Replying to ', whom), leave);
}

function reply(message) {
  answered = message;
  show();
  parts.field.focus();
}

function discount({ids}) {
  discountAnswers(ids);
  if (!ids.includes(answered?.id)) return;
  answered = null;
  show();
  notice('The message you were answering was deleted.');
}

// This text, too, where it belongs.
function compose({text = '', channel} = {}) {
  const added = {...NOTHING, text};
  const where = channel ? placeOf(channel) : place;
  if (where !== place) return keepDraft(where, together(draftAt(where), added));
  if (text) resume(together(draftNow(), added));
  if (!commandForm) parts.field.focus();
}

function typed() {
  grow();
  parts.trouble.textContent = '';
  const slash = SLASH.exec(parts.field.value);
  if (!slash) return commands.hide();
  commands.show(offered(slash[1]));
  if (slash[1] === '') refresh();
}

// They come after the slash was typed, or after the channel was opened.
function commandsChanged() {
  if (isAskingCommand()) commands.renew(offered(SLASH.exec(parts.field.value)[1]));
  else show();
}

function isAskingCommand() {
  return document.activeElement === parts.field && SLASH.test(parts.field.value);
}

function offered(begun) {
  const fit = slashCommands().filter(({name}) => name.includes(begun.trim().toLowerCase()));
  const sorted = fit.sort((one, other) => one.name.localeCompare(other.name));
  return sorted.map((one) => ({label: `/${one.name}`, hint: one.description, value: one}));
}

function grow() {
  const {field, counter} = parts;
  field.style.height = 'auto';
  if (field.scrollHeight) field.style.height = `${field.scrollHeight}px`; // a hidden one has none
  const {length} = mentions.told();
  counter.hidden = length < TOLD_FROM;
  counter.textContent = length > LONGEST ? `${length - LONGEST} too many` : `${LONGEST - length} left`;
  counter.classList.toggle('is-over', length > LONGEST);
}

function pressed(event) {
  if (event.isComposing || commands.takes(event) || mentions.takes(event)) return;
  const meant = wish(event);
  if (!meant) return;
  event.preventDefault();
  meant();
}

// What the key does, if it is none that types.
function wish({key, shiftKey}) {
  if (key === 'Enter' && !shiftKey) return post;
  if (key === 'Escape' && answered) return () => reply(null);
  const last = [...state.messages.values()].findLast((one) => one.may_edit);
  return key === 'ArrowUp' && parts.field.value === '' && last ? () => tell('edit', last) : null;
}

// The field is free for the next one at once; they go one after the other, and what is refused comes back, before what
// was begun since.
function post() {
  const text = mentions.told();
  if (!state.channel || (!text.trim() && !uploads.files.length)) return;
  const over = text.length - LONGEST;
  if (over > 0) return refuse(`A message takes ${LONGEST} characters; these are ${over} too many.`);
  const path = ofChannel(state.channel, 'messages'); // of whoever sits here now
  const letter = {text, path, draft: draftNow(), from: place, channel: state.channel, meant: mentions.forget()};
  parts.trouble.textContent = '';
  resume({...NOTHING, commandForm});
  sending = sending.then(() => send(letter));
}

async function send({text, path, draft, from, channel, meant}) {
  parts.form.setAttribute('aria-busy', 'true');
  try {
    const files = await Promise.all(draft.files.map(sendable));
    await call('POST', path, {text, reply_to: draft.answered?.id ?? null, files});
  } catch (refused) {
    mentions.remember(meant);
    comeBack(draft, from, channel, sentenceOf(refused));
  } finally {
    parts.form.setAttribute('aria-busy', 'false');
  }
}

function comeBack(draft, from, channel, sentence) {
  if (from === place) {
    resume(together(draft, draftNow()));
    parts.trouble.textContent = sentence;
  } else {
    keepDraft(from, together(draft, draftAt(from)));
    notice(`What you wrote in ${channelName(channel)} was not sent, and waits there. ${sentence}`);
  }
}

function refuse(sentence) {
  parts.trouble.textContent = sentence;
  parts.field.focus();
}

// The list of commands as if a slash had been typed; where one may not write, in the field all the same. What was typed
// waits there.
function askCommand() {
  parts.form.hidden = false;
  parts.field.value ||= '/';
  parts.field.focus();
  commands.show(offered(''));
  refresh();
}

function beginCommand(command) {
  if (SLASH.test(parts.field.value)) parts.field.value = '';
  commandForm = new CommandForm(command, state.channel, endCommand);
  show();
  commandForm.focus();
}

// Its answer may come late, when one is somewhere else already.
function endCommand(form) {
  endForm(form);
  if (commandForm !== form) return;
  commandForm = null;
  show();
  takeKeyboard();
}
