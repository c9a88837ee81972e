// One message, drawn. It is drawn anew when it changes; nobody else's is.

import {troubleOf} from './answers.js';
import {components} from './components.js';
import {call} from './api.js';
import {h} from './dom.js';
import {editor, isEdited} from './editing.js';
import {embeds} from './embeds.js';
import {botTag, face, nameOf} from './faces.js';
import {files} from './files.js';
import {icon} from './icons.js';
import {attempt} from './notices.js';
import {ofChannel} from './paths.js';
import {plainly, prose} from './prose.js';
import {reactions} from './reactions.js';
import {state, tell, visible} from './store.js';
import {fullTime, timeOf} from './times.js';
import {goTo} from './ways.js';

// What stands inside the article of this message, above its body.
export function head(message) {
  return [
    message.reply_to && quoted(message.reply_to),
    message.command && h('p', {class: 'message-origin soft', dir: 'auto'}, icon('slash'), message.command),
    face(message.author),
    whoAndWhen(message),
  ];
}

// "Message by owner at 10:05": how it is called where it cannot be seen.
export function named(message) {
  const kind = message.is_ephemeral ? 'Message for you alone' : 'Message';
  return `${kind} by ${message.author.name} at ${timeOf(message.at)}`;
}

// What is heard of it when it comes.
export function spoken(message) {
  const titles = message.embeds.flatMap((one) => [one.title, one.description].filter(Boolean));
  const names = message.files.map((one) => `File ${one.name}`);
  const words = [message.text, ...titles, ...message.more, ...names].map((one) => plainly(one, message.names));
  return `${message.author.name}: ${words.join(' ').slice(0, 300)}`;
}

function whoAndWhen(message) {
  const at = h('time', {datetime: message.at, title: fullTime(message.at)}, timeOf(message.at));
  return h('div', {class: 'message-head'}, nameOf(message.author), botTag(message.author), at);
}

export function body(message) {
  if (isEdited(message.id)) return editor(message);
  if (message.is_loading) return h('p', {class: 'thinking soft'}, h('bdi', {}, message.author.name), ' is thinking…');
  return [
    message.text && prose(message.text, message.names),
    message.edited_at && h('span', {class: 'edited soft', title: fullTime(message.edited_at)}, '(edited)'),
    message.more.map((line) => h('p', {class: 'soft', dir: 'auto'}, line)),
    files(message.files),
    embeds(message.embeds, message.names),
    components(message),
    reactions(message),
    message.thread_id && thread(message.thread_id),
    trouble(message),
    message.is_ephemeral && ephemeral(message),
  ];
}

function quoted({id, author, text}) {
  if (!author) return h('p', {class: 'quoted soft'}, icon('reply'), 'In answer to a message that is gone');
  const name = h('bdi', {class: 'quoted-name'}, author.name);
  const words = h('bdi', {class: 'quoted-text'}, plainly(text) || 'a message without text');
  const attributes = {class: 'quoted', type: 'button', 'data-key': 'quoted', onclick: () => tell('jump', id)};
  return h('button', attributes, icon('reply'), h('span', {class: 'hidden-text'}, 'In answer to '), name, words);
}

function thread(id) {
  const there = visible().find((one) => one.id === id);
  const attributes = {class: 'thread-link', type: 'button', 'data-key': 'thread', onclick: () => goTo(id)};
  return there && h('button', attributes, icon('thread'), 'Open the thread ', h('bdi', {}, there.name));
}

function trouble(message) {
  const sentence = troubleOf(message.id);
  return sentence && h('p', {class: 'trouble', role: 'alert', dir: 'auto'}, sentence);
}

function ephemeral(message) {
  const dismiss = () => attempt(() => call('DELETE', ofChannel(state.channel, 'messages', message.id)));
  const attributes = {class: 'link', type: 'button', 'data-key': 'dismiss', onclick: dismiss};
  const button = h('button', attributes, 'Dismiss this message');
  return h('p', {class: 'only-you soft'}, 'Only you can see this. ', button);
}
