// Channels, categories and threads: made, changed and deleted.

import {call} from './api.js';
import {askText, confirmThat, field, openDialog} from './dialogs.js';
import {h} from './dom.js';
import {ofChannel, ofGuild} from './paths.js';
import {guildOf, on, open, state, visible} from './store.js';

const LONGEST_NAME = 100;
const LONGEST_TOPIC = 1024;

let awaited = null; // the id of a place that was made and is not seen yet

on('person', () => {
  if (visible().some((one) => one.id === awaited)) open(awaited);
});
on('channel', () => (awaited = null));

export function askNew(guild, category = null) {
  const name = input(LONGEST_NAME);
  const parent = categories(guild, category?.id ?? null);
  return ask('New channel', 'Make the channel', [field('Name', name), field('Category', parent)], async () => {
    const made = await call('POST', ofGuild(guild, 'channels'), {name: said(name), parent: parent.value || null});
    openOnceThere(made?.id);
  });
}

export function askNewCategory(guild) {
  const act = (name) => call('POST', ofGuild(guild, 'channels'), {name, kind: 'category'});
  return askText({title: 'New category', label: 'Name', most: LONGEST_NAME, action: 'Make the category', act});
}

// Sends what was changed and nothing else: Discord counts how often a name or a topic changes.
export function askChange(channel) {
  const name = input(LONGEST_NAME, channel.name);
  const topic = h('textarea', {value: channel.topic ?? '', maxlength: LONGEST_TOPIC, dir: 'auto', rows: 3});
  const parent = categories(guildOf(channel), channel.parent_id);
  const isCategory = channel.kind === 'category';
  const further = isCategory ? [] : [field('Topic', topic), field('Category', parent)];
  return ask(`Change ${channel.name}`, 'Save', [field('Name', name), further], () => {
    const wish = {
      ...(said(name) !== channel.name && {name: said(name)}),
      ...(!isCategory && topic.value.trim() !== (channel.topic ?? '') && {topic: topic.value.trim() || null}),
      ...(!isCategory && parent.value !== (channel.parent_id ?? '') && {parent: parent.value || null}),
    };
    return Object.keys(wish).length ? call('PATCH', ofChannel(channel), wish) : undefined;
  });
}

export async function askDelete(channel) {
  const isCategory = channel.kind === 'category';
  const isDone = await confirmThat({
    title: `Delete ${channel.name}?`,
    text: isCategory ? 'Its channels stay, and stand alone.' : 'All that was written here goes with it, for everybody.',
    action: 'Delete',
    act: () => call('DELETE', ofChannel(channel)),
  });
  const isHere = [state.channel?.id, state.channel?.parent_id].includes(channel.id);
  if (isDone && isHere) await goElsewhere(channel);
}

export function mayBeginThread(channel) {
  return channel.kind === 'text' && threadKinds(channel).length > 0;
}

// A thread beside the messages, or on one of them: `message` is its id.
export function askThread(channel, message = null) {
  const name = input(LONGEST_NAME);
  const kinds = message ? ['public'] : threadKinds(channel);
  const onlySome = h('input', {type: 'checkbox', checked: !kinds.includes('public'), disabled: kinds.length === 1});
  const words = 'Private: only those who are mentioned in it';
  const box = kinds.includes('private') && h('label', {class: 'check'}, onlySome, words);
  return ask('New thread', 'Begin the thread', [field('Name', name), box], async () => {
    const wish = {name: said(name), message, is_private: onlySome.checked};
    openOnceThere((await call('POST', ofChannel(channel, 'threads'), wish))?.id);
  });
}

function threadKinds({may}) {
  const kinds = {public: 'CREATE_PUBLIC_THREADS', private: 'CREATE_PRIVATE_THREADS'};
  return Object.keys(kinds).filter((one) => may.includes(kinds[one]));
}

function ask(title, action, body, act) {
  return openDialog({title, body, actions: [{label: 'Cancel'}, {label: action, kind: 'main', act}]});
}

function input(most, value = '') {
  return h('input', {value, maxlength: most, dir: 'auto', autocomplete: 'off'});
}

function said(name) {
  const text = name.value.trim();
  if (!text) throw new Error('Please give it a name first.');
  return text;
}

function categories(guild, chosen) {
  const there = guild.channels.filter((one) => one.kind === 'category');
  const options = there.map((one) => h('option', {value: one.id, selected: one.id === chosen}, one.name));
  return h('select', {dir: 'auto'}, h('option', {value: ''}, 'None'), options);
}

function openOnceThere(id) {
  if (visible().some((one) => one.id === id)) open(id);
  else awaited = id;
}

// To where it was, of a thread; else to the first channel that stays.
function goElsewhere(gone) {
  const there = visible().filter((one) => one.id !== gone.id && one.parent_id !== gone.id);
  const parent = there.find((one) => one.id === gone.parent_id);
  return open((parent ?? there.find((one) => one.kind === 'text') ?? there.at(-1)).id);
}
