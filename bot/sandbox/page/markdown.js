// Discord's markup: text -> a tree. Pure, and quick for whatever was typed; prose.js draws it.
//
//   lines {children} · heading {level, children} · subtext {children} · quote {children: blocks}
//   fence {language, text} · list {isOrdered, start, items: [{children, lists}]}
//
// `children` are the nodes of inline.js.

import {inline} from './inline.js';

const HEADING = /^(#{1,3}) +(\S.*)$/;
const SUBTEXT = /^-# +(\S.*)$/;
const ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(\S.*)$/;
const LANGUAGE = /^([\w+#.-]{1,20})\n/;
const DEEPEST = 5; // lists in lists

export function parse(text) {
  return new Blocks(text.replaceAll('\r\n', '\n'), false).blocks();
}

class Blocks {
  constructor(text, isQuoted) {
    this.text = text;
    this.isQuoted = isQuoted;
    this.at = 0;
    this.out = [];
    this.lines = []; // of the paragraph that is being read
    this.nextFence = -1; // Infinity where there is none from here on
  }

  blocks() {
    while (this.at < this.text.length) this.readLine();
    this.endLines();
    return this.out;
  }

  readLine() {
    if (!this.isQuoted && this.text.startsWith('>>> ', this.at)) return this.quoteRest();
    if (!this.isQuoted && this.text.startsWith('> ', this.at)) return this.quote();
    const end = this.lineEnd();
    const fence = this.fenceBefore(end);
    if (fence >= 0) return this.fence(fence);
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    this.line(line);
  }

  line(line) {
    const heading = HEADING.exec(line);
    if (heading) return this.block({kind: 'heading', level: heading[1].length, children: inline(heading[2])});
    const subtext = SUBTEXT.exec(line);
    if (subtext) return this.block({kind: 'subtext', children: inline(subtext[1])});
    const item = ITEM.exec(line);
    if (item) return this.item(item);
    this.lines.push(line);
  }

  block(block) {
    this.endLines();
    this.out.push(block);
  }

  endLines() {
    if (this.lines.length) this.out.push({kind: 'lines', children: inline(this.lines.join('\n'))});
    this.lines = [];
  }

  lineEnd() {
    const end = this.text.indexOf('\n', this.at);
    return end < 0 ? this.text.length : end;
  }

  quoteRest() {
    this.block({kind: 'quote', children: new Blocks(this.text.slice(this.at + 4), true).blocks()});
    this.at = this.text.length;
  }

  quote() {
    const lines = [];
    while (this.at < this.text.length && this.text.startsWith('> ', this.at)) {
      lines.push(this.text.slice(this.at + 2, this.lineEnd()));
      this.at = this.lineEnd() + 1;
    }
    this.block({kind: 'quote', children: new Blocks(lines.join('\n'), true).blocks()});
  }

  // Where a block of code begins in this line and ends somewhere; -1 where none does.
  fenceBefore(end) {
    if (this.nextFence < this.at) this.nextFence = this.findFence();
    const begin = this.nextFence;
    return begin >= end || this.text[begin - 1] === '\\' ? -1 : begin;
  }

  // Looked for once and kept, as lines before it are many.
  findFence() {
    const begin = this.text.indexOf('```', this.at);
    return begin < 0 || this.text.indexOf('```', begin + 4) < 0 ? Infinity : begin;
  }

  fence(begin) {
    const end = this.text.indexOf('```', begin + 4);
    if (begin > this.at) this.lines.push(this.text.slice(this.at, begin));
    const inside = this.text.slice(begin + 3, end);
    const language = LANGUAGE.exec(inside)?.[1] ?? '';
    const text = inside.slice(language.length).replace(/^\n+/, '').trimEnd();
    this.block({kind: 'fence', language, text: text || inside});
    this.at = end + 3;
    if (this.text[this.at] === '\n') this.at++;
  }

  item([, indent, number, text]) {
    this.endLines();
    const level = Math.min(Math.ceil(indent.length / 2), DEEPEST);
    place(this.out, level, number, {children: inline(text), lists: []});
  }
}

// Puts the item below the last item of the level above; a list of the other kind begins anew.
function place(lists, level, number, item) {
  const last = lists.at(-1);
  const isList = last?.kind === 'list';
  if (isList && level > 0) return place(last.items.at(-1).lists, level - 1, number, item);
  const isOrdered = number !== undefined;
  if (isList && last.isOrdered === isOrdered) last.items.push(item);
  else lists.push({kind: 'list', isOrdered, start: Number(number ?? 1), items: [item]});
}
