// Above the talk: where one is, what may be done with that place, and the ways to the drawers where there is no room.

import {iconButton} from './buttons.js';
import {channelIcon, menuButton} from './channels.js';
import {discloses} from './disclosure.js';
import {byId, fill, h, redraw} from './dom.js';
import {channelMenu} from './keeping.js';
import {on, state} from './store.js';

let where = null;

export function mount() {
  where = h('div', {class: 'where'});
  const channels = iconButton('Channels', 'menu', null, {class: 'for-drawer channels-button'});
  const members = iconButton('Members', 'people', null, {class: 'for-drawer members-button'});
  fill(byId('channel-head'), discloses(channels, byId('channels')), where, discloses(members, byId('members')));
  on('person', draw);
  on('channel', draw);
}

function draw() {
  const {channel, person} = state;
  document.title = channel ? `${channel.name} · ${person.me.name}` : person.me.name;
  redraw(where, channel ? drawn(channel) : gone());
}

function drawn(channel) {
  return [
    channelIcon(channel),
    h('h1', {dir: 'auto'}, channel.name),
    channel.is_archived && h('span', {class: 'tag'}, 'Archived'),
    channel.topic && h('p', {class: 'topic', dir: 'auto', title: channel.topic}, channel.topic),
    menuButton(channel, channelMenu),
  ];
}

function gone() {
  const next = h('p', {class: 'soft'}, 'This channel is gone, or you no longer see it. Choose another one.');
  return [h('h1', {}, 'Not here any more'), next];
}
