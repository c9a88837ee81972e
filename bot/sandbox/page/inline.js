// Discord's markup inside a line: text -> a list of nodes {kind, ...}. Pure: no page, no clock, nothing imported.
//
//   text {text} · strong, em, u, s, spoiler {children} · code {text} · link {url, children} · mention {token}
//   everyone {text} · emoji {name} · command {name} · time {seconds, style, typed}
//
// One pass over the text with the marks that are open at the moment; each kind of mark is open once at most, so that
// nothing nests deeper than there are kinds, and the work grows with the length alone, whatever was typed.

const SPECIAL = /[\\`<*_~|[]|https?:\/\/|@(?:everyone|here)(?!\w)/g;
const ESCAPED = /\\([^0-9A-Za-z\s])/y;
const TOKEN = /<(@!?|@&|#)(\d{1,20})>/y;
const EMOJI = /<a?:(\w{2,32}):\d{1,20}>/y;
const COMMAND = /<\/([\w -]{1,100}):\d{1,20}>/y;
const TIME = /<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y;
const QUIET_LINK = /<(https?:\/\/[^\s<>]{1,2000})>/y;
const NAME = /\[((?:[^[\]\\\n]|\\.){1,1000})\]/;
const ADDRESS = /<?(https?:\/\/(?:[^\s<>()[\]]|\([^\s<>()[\]]*\)){1,2000})>?/; // brackets in it come in pairs
const NAMED_LINK = new RegExp(`${NAME.source}\\(${ADDRESS.source}(?: "[^"\\n[]*")?\\)`, 'y');
const BARE_LINK = /https?:\/\/[^\s<>|*`]+/y;
const WORD = /[\p{L}\p{N}_]/u;
const WRAPS = {'**': 'strong', '*': 'em', __: 'u', _: 'em', '~~': 's', '||': 'spoiler'};
const LATEST = 8.64e12; // seconds that a date can hold

export function inline(text, mayLink = true) {
  return new Line(text, mayLink).nodes();
}

class Line {
  constructor(text, mayLink) {
    this.text = text;
    this.mayLink = mayLink;
    this.at = 0;
    this.out = [];
    this.open = []; // {mark, from}: marks without an end so far, and where in `out` they stand
    this.ticks = null;
  }

  nodes() {
    while (this.at < this.text.length) {
      SPECIAL.lastIndex = this.at;
      const found = SPECIAL.exec(this.text);
      this.say(this.text.slice(this.at, found?.index));
      if (!found) break;
      this.at = found.index;
      this.special(found[0]);
    }
    return joined(this.out);
  }

  special(sign) {
    if (sign.startsWith('http')) return this.bareLink();
    if (sign.startsWith('@')) return this.take(sign.length, {kind: 'everyone', text: sign});
    switch (sign) {
      case '\\':
        return this.matched(ESCAPED, ([, what]) => ({kind: 'text', text: what}));
      case '`':
        return this.code();
      case '<':
        return this.bracket();
      case '[':
        return this.namedLink();
      default:
        return this.marks(sign);
    }
  }

  // What the pattern finds here becomes a node; else the sign is text.
  matched(pattern, made) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    const node = found && made(found);
    return node ? this.take(found[0].length, node) : this.plain(1);
  }

  bracket() {
    switch (this.text[this.at + 1]) {
      case '@':
      case '#':
        return this.matched(TOKEN, ([token]) => ({kind: 'mention', token}));
      case ':':
      case 'a':
        return this.matched(EMOJI, ([, name]) => ({kind: 'emoji', name}));
      case '/':
        return this.matched(COMMAND, ([, name]) => ({kind: 'command', name}));
      case 't':
        return this.matched(TIME, ([typed, seconds, style]) => moment(typed, Number(seconds), style));
      case 'h':
        return this.matched(QUIET_LINK, ([, url]) => this.link(url, [{kind: 'text', text: url}]));
      default:
        return this.plain(1);
    }
  }

  // A name that reads as an address of its own might lead astray: it stays as it was typed, as in Discord.
  namedLink() {
    return this.matched(NAMED_LINK, ([, name, url]) => !/:\/\//.test(name) && this.link(url, inline(name, false)));
  }

  bareLink() {
    BARE_LINK.lastIndex = this.at;
    const url = trimmed(BARE_LINK.exec(this.text)?.[0] ?? '');
    const node = url && this.link(url, [{kind: 'text', text: url}]);
    return node ? this.take(url.length, node) : this.plain(url.length || 'http://'.length);
  }

  link(url, children) {
    return this.mayLink && URL.canParse(url) ? {kind: 'link', url, children} : null;
  }

  // A run of backticks lasts until the next run of the same length.
  code() {
    this.ticks ??= runs(this.text);
    const length = runAt(this.text, this.at);
    const ends = this.ticks.get(length);
    while (ends.length && ends.at(-1) <= this.at) ends.pop();
    if (!ends.length) return this.plain(length);
    const end = ends.at(-1);
    const inside = this.text.slice(this.at + length, end);
    return this.take(end + length - this.at, {kind: 'code', text: inside.trim() || inside});
  }

  marks(sign) {
    const length = runAt(this.text, this.at);
    const isPair = sign === '~' || sign === '|';
    if (length > 4 || (isPair && length % 2)) return this.plain(length);
    for (const mark of this.pieces(sign, length, isPair)) {
      if (!this.closes(mark)) this.opens(mark);
      this.at += mark.length;
    }
  }

  // Three are one and two: what was opened last is closed first.
  pieces(sign, length, isPair) {
    const two = sign + sign;
    if (isPair || length === 4) return Array(length / 2).fill(two);
    if (length < 3) return [sign.repeat(length)];
    const last = this.open.findLast(({mark}) => mark === sign || mark === two);
    return last?.mark === sign ? [sign, two] : [two, sign];
  }

  closes(mark) {
    const where = this.open.findLastIndex((one) => one.mark === mark);
    if (where < 0 || !this.mayClose(mark)) return false;
    const {from} = this.open[where];
    if (from + 1 === this.out.length) return false; // nothing stands between the two
    const inner = this.open[where + 1];
    const isBeside = inner?.from === from + 1; // of three signs the outer ones end first: the inner one stays open
    this.open.length = where;
    const children = this.out.splice(from).slice(isBeside ? 2 : 1);
    if (isBeside) this.wait(inner.mark);
    this.out.push({kind: WRAPS[mark], children: joined(children)});
    return true;
  }

  wait(mark) {
    this.open.push({mark, from: this.out.length});
    this.out.push({kind: 'text', text: mark});
  }

  // The sign stands as text until its end is found. One of its kind that waits has waited in vain.
  opens(mark) {
    if (this.mayOpen(mark)) {
      this.open = this.open.filter((one) => one.mark !== mark);
      this.wait(mark);
    } else this.say(mark);
  }

  mayOpen(mark) {
    if (mark === '*') return /\S/.test(this.text[this.at + 1] ?? ' ');
    return mark !== '_' || !WORD.test(this.text[this.at - 1] ?? ' ');
  }

  mayClose(mark) {
    if (mark === '*') return /\S/.test(this.text[this.at - 1]);
    return mark !== '_' || !WORD.test(this.text[this.at + 1] ?? ' ');
  }

  plain(length) {
    this.take(length, {kind: 'text', text: this.text.slice(this.at, this.at + length)});
  }

  take(length, node) {
    this.out.push(node);
    this.at += length;
  }

  say(text) {
    if (text) this.out.push({kind: 'text', text});
  }
}

function moment(typed, seconds, style = 'f') {
  return Math.abs(seconds) <= LATEST ? {kind: 'time', seconds, style, typed} : null;
}

// What ends a sentence does not belong to the address; a bracket does where it was opened inside.
function trimmed(url) {
  let end = url.length;
  let unopened = url.split(')').length - url.split('(').length;
  for (; end > 0; end--) {
    const last = url[end - 1];
    if (last === ')' && unopened > 0) unopened--;
    else if (!/[.,:;!?"'\]_~]/.test(last)) break;
  }
  return url.slice(0, end);
}

function runAt(text, at) {
  let end = at;
  while (text[end] === text[at]) end++;
  return end - at;
}

// Where runs of backticks stand, by their length, the last one first.
function runs(text) {
  const found = new Map();
  for (const run of [...text.matchAll(/`+/g)].reverse()) {
    if (!found.has(run[0].length)) found.set(run[0].length, []);
    found.get(run[0].length).push(run.index);
  }
  return found;
}

function joined(nodes) {
  const out = [];
  for (const node of nodes) {
    const isFurther = node.kind === 'text' && out.at(-1)?.kind === 'text';
    if (isFurther) out.push({kind: 'text', text: out.pop().text + node.text});
    else out.push(node);
  }
  return out;
}
