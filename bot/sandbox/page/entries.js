// An entry of the log as a row: when, what, how it was answered, how long it took; opened, what was sent and answered.

import {h} from './dom.js';
import {secondOf} from './times.js';

const REFUSED = 400;
const METHOD = /^(GET|POST|PUT|PATCH|DELETE) (.*)$/;

export function fits(entry, kind, part) {
  const isRefused = entry.is_fault || entry.status >= REFUSED;
  const isOfKind = kind === 'all' || kind === entry.kind || (kind === 'refused' && isRefused);
  return isOfKind && `${entry.route} ${entry.path}`.toLowerCase().includes(part.trim().toLowerCase());
}

export function drawnEntry(entry) {
  const details = h('details', {ontoggle: () => details.open && show()}, summary(entry));
  return h('li', {class: `entry is-${entry.kind}`}, details);

  function show() {
    if (details.childElementCount === 1) details.append(body(entry));
    details.scrollIntoView({block: 'nearest'});
  }
}

function summary(entry) {
  const took = entry.seconds === null ? '' : `${Math.max(1, Math.round(entry.seconds * 1000))} ms`;
  return h(
    'summary',
    {},
    h('time', {datetime: entry.at}, secondOf(entry.at)),
    h('span', {class: 'route'}, route(entry)),
    h('span', {class: `status is-${verdict(entry)}`}, said(entry)),
    h('span', {class: 'took'}, took),
  );
}

function route(entry) {
  const [, method, path] = METHOD.exec(entry.route) ?? [];
  return method ? [h('b', {}, method), ' ', path] : [h('b', {}, 'Event'), ' ', entry.route];
}

function verdict({kind, status, is_fault: isFault}) {
  if (isFault) return 'fault';
  if (kind === 'event') return 'told';
  return status >= REFUSED ? 'refused' : 'done';
}

const WORDS = {fault: 'made to fail', told: 'told', done: 'done', refused: 'refused'};

function said(entry) {
  return entry.status === null ? WORDS[verdict(entry)] : `${entry.status} ${WORDS[verdict(entry)]}`;
}

function body(entry) {
  const isEvent = entry.kind === 'event';
  return h(
    'div',
    {class: 'entry-body'},
    entry.path && h('p', {}, entry.path),
    part(isEvent ? 'Told' : 'Sent', entry.sent),
    !isEvent && part('Answered', entry.answered),
  );
}

function part(title, value) {
  if (value === null || value === undefined) return h('p', {class: 'soft'}, `${title}: nothing`);
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return [h('h3', {}, title), h('pre', {tabindex: '0', 'aria-label': title, dir: 'auto'}, text)];
}
