// What may be allowed, in words: the name that Discord gives it, and what it lets somebody do.

import {h} from './dom.js';

const OF_CHANNELS = {
  VIEW_CHANNEL: 'See the channel',
  SEND_MESSAGES: 'Write messages',
  READ_MESSAGE_HISTORY: 'Read what was said before',
  SEND_MESSAGES_IN_THREADS: 'Write in threads',
  ATTACH_FILES: 'Attach files',
  USE_APPLICATION_COMMANDS: 'Use commands of bots',
  MANAGE_MESSAGES: 'Delete what others wrote',
};
const OF_SERVERS = {
  ...OF_CHANNELS,
  MANAGE_CHANNELS: 'Make, change and delete channels',
  MANAGE_ROLES: 'Make, change and give roles',
  KICK_MEMBERS: 'Remove members',
  MODERATE_MEMBERS: 'Give members a time-out',
  ADMINISTRATOR: 'Everything (administrator)',
};
const FURTHER_OF_CHANNELS = {
  MANAGE_CHANNELS: 'Change and delete the channel',
  MANAGE_ROLES: 'Say who may do what here',
  ADD_REACTIONS: 'Add reactions',
  EMBED_LINKS: 'Show previews of links',
  MENTION_EVERYONE: 'Mention everyone and all roles',
  PIN_MESSAGES: 'Pin messages',
  SEND_POLLS: 'Make polls',
  SEND_TTS_MESSAGES: 'Have messages read aloud',
  SEND_VOICE_MESSAGES: 'Send voice messages',
  USE_EXTERNAL_EMOJIS: 'Use emojis of other servers',
  USE_EXTERNAL_STICKERS: 'Use stickers of other servers',
  USE_EXTERNAL_APPS: 'Use apps of their own',
  CREATE_PUBLIC_THREADS: 'Begin threads that all see',
  CREATE_PRIVATE_THREADS: 'Begin private threads',
  MANAGE_THREADS: 'Archive and delete threads',
  MANAGE_WEBHOOKS: 'Manage webhooks',
  BYPASS_SLOWMODE: 'Write without waiting in slow channels',
  CREATE_INSTANT_INVITE: 'Invite people',
  CONNECT: 'Join voice channels',
  SPEAK: 'Speak',
  STREAM: 'Share the screen',
  USE_VAD: 'Speak without pressing a key',
  PRIORITY_SPEAKER: 'Be heard above the others',
  MUTE_MEMBERS: 'Mute members',
  DEAFEN_MEMBERS: 'Deafen members',
  MOVE_MEMBERS: 'Move members between voice channels',
  SET_VOICE_CHANNEL_STATUS: 'Say what a voice channel is about',
  REQUEST_TO_SPEAK: 'Ask to speak on a stage',
  USE_EMBEDDED_ACTIVITIES: 'Start activities',
  USE_SOUNDBOARD: 'Use the soundboard',
  USE_EXTERNAL_SOUNDS: 'Use sounds of other servers',
  CREATE_EVENTS: 'Make events',
  MANAGE_EVENTS: 'Change and delete events',
};
const FURTHER_OF_SERVERS = {
  ...FURTHER_OF_CHANNELS,
  BAN_MEMBERS: 'Ban members',
  MANAGE_GUILD: 'Change the server',
  VIEW_AUDIT_LOG: 'Read the audit log',
  CHANGE_NICKNAME: 'Change their own nickname',
  MANAGE_NICKNAMES: "Change others' nicknames",
  MANAGE_GUILD_EXPRESSIONS: 'Change and delete emojis and stickers',
  CREATE_GUILD_EXPRESSIONS: 'Add emojis and stickers',
  VIEW_GUILD_INSIGHTS: 'See how the server is used',
  VIEW_CREATOR_MONETIZATION_ANALYTICS: 'See what the server earns',
};

// Two lists of [name, words]: those that matter to most, and the rest of what a channel, or a role, knows.
export const ofChannels = parted(OF_CHANNELS, FURTHER_OF_CHANNELS);
export const ofRoles = parted(OF_SERVERS, FURTHER_OF_SERVERS);

// What it lets somebody do, and below it "Manage Channels", as it is called where people speak of it.
export function worded([name, words]) {
  return h('span', {class: 'permission'}, words, h('span', {class: 'soft'}, called(name)));
}

function called(name) {
  const capital = (word) => (['TTS', 'VAD'].includes(word) ? word : word[0] + word.slice(1).toLowerCase());
  return name.split('_').map(capital).join(' ');
}

function parted(first, further) {
  return {first: Object.entries(first), further: Object.entries(further).filter(([name]) => !(name in first))};
}
