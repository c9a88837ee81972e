// The boxes that bots put below their words.

import {h} from './dom.js';
import {isOurs, picture} from './files.js';
import {hex} from './named.js';
import {link, plainly, prose} from './prose.js';
import {dayAndTime, fullTime} from './times.js';

export function embeds(all, names) {
  return all.map((one) => drawn(one, names));
}

function drawn(embed, names) {
  return h(
    'div',
    {class: 'embed', '--bar': embed.color ? hex(embed.color) : null},
    embed.author && h('p', {class: 'embed-author', dir: 'auto'}, linked(embed.author.url, embed.author.name)),
    embed.title && h('p', {class: 'embed-title', dir: 'auto'}, linked(embed.url, plainly(embed.title, names))),
    embed.description && prose(embed.description, names),
    embed.fields?.length > 0 && h('dl', {class: 'embed-fields'}, embed.fields.map((one) => field(one, names))),
    image(embed.image, 'Picture'),
    embed.thumbnail && h('div', {class: 'embed-thumbnail'}, image(embed.thumbnail, 'Small picture')),
    foot(embed),
  );
}

function linked(url, words) {
  return url && /^https?:/.test(url) ? link(url, [words]) : words;
}

function field({name, value, inline}, names) {
  const title = h('dt', {dir: 'auto'}, plainly(name, names));
  return h('div', {class: inline ? 'embed-field is-inline' : 'embed-field'}, title, h('dd', {}, prose(value, names)));
}

// Nothing is loaded from elsewhere: such a picture is a link that says where it leads.
function image(part, words) {
  if (!part?.url) return null;
  if (isOurs(part.url)) return picture(part.url, part.description ?? words);
  if (!/^https?:/.test(part.url) || !URL.canParse(part.url)) return null;
  return h('p', {class: 'soft'}, link(part.url, [`${words} at ${new URL(part.url).host}`]));
}

function foot({footer, timestamp}) {
  if (!footer?.text && !timestamp) return null;
  const at = timestamp && h('time', {datetime: timestamp, title: fullTime(timestamp)}, dayAndTime(timestamp));
  return h('p', {class: 'soft', dir: 'auto'}, footer?.text, footer?.text && at && ' · ', at);
}
