// Where the eye is in the conversation: at its end it stays there while messages come; further up nothing moves below
// it, and a button leads to what is new. Nearing the top, older messages are asked for.

const NEAR_END = 48; // pixels
const NEAR_TOP = 800;

export class Reading {
  #isAtEnd = true;
  #isAsking = false;
  #before = 0; // where it was scrolled to
  #held = null; // {element, top, scrollTop}: what is being read, while something above came or went

  constructor(box, list, button, older) {
    Object.assign(this, {box, list, button, older});
    box.addEventListener('scroll', () => this.#moved(), {passive: true});
    const watcher = new ResizeObserver(() => this.#grown());
    watcher.observe(box);
    watcher.observe(list);
  }

  toEnd() {
    this.#isAtEnd = true;
    this.#forgetNew();
    this.box.scrollTop = this.box.scrollHeight;
  }

  // A message came below; one's own is always shown.
  came(isMine) {
    if (isMine || this.#isAtEnd) this.toEnd();
    else this.button.hidden = false;
  }

  // Does what puts something in above, or takes it away: what is being read stays where it is. The browser's own anchor
  // rests meanwhile, because at the very top it holds nothing, and elsewhere the two would add up.
  keep(act) {
    const read = this.#isAtEnd ? [] : this.#inSight();
    this.box.style.overflowAnchor = 'none';
    act();
    const there = read.find(({element}) => element.isConnected);
    this.#held = there && {...there, scrollTop: this.box.scrollTop};
    if (this.#isAtEnd) this.toEnd();
    else this.#hold();
    requestAnimationFrame(() => requestAnimationFrame(() => this.#letGo()));
    this.#askIfNear();
  }

  // Until what came into sight has been laid out: only then it has its height. Who scrolls meanwhile is let go.
  #hold() {
    if (!this.#held?.element.isConnected || this.box.scrollTop !== this.#held.scrollTop) return;
    this.box.scrollTop += this.#held.element.getBoundingClientRect().top - this.#held.top;
    this.#held.scrollTop = this.box.scrollTop;
  }

  #letGo() {
    this.#held = null;
    this.box.style.overflowAnchor = '';
  }

  // [{element, top}] of the messages that begin in sight, because one above may lose its head to those before it.
  #inSight() {
    const {top, bottom} = this.box.getBoundingClientRect();
    const isIn = (at) => at.bottom > top && at.top < bottom;
    const batches = [...this.list.children].filter((one) => isIn(one.getBoundingClientRect()));
    const articles = batches.flatMap((batch) => [...batch.querySelectorAll('article')]);
    const placed = articles.map((element) => ({element, top: element.getBoundingClientRect().top}));
    const begun = placed.filter((one) => one.top >= top && one.top < bottom);
    return begun.length ? begun : placed.slice(-1);
  }

  // Only scrolling up leaves the end: what grows below while it is drawn does not.
  #moved() {
    const {scrollHeight, scrollTop, clientHeight} = this.box;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#isAtEnd = isNear || (this.#isAtEnd && scrollTop >= this.#before);
    this.#before = scrollTop;
    if (isNear) this.#forgetNew();
    this.#askIfNear();
  }

  // Whoever was at the button goes where it led.
  #forgetNew() {
    if (this.button === document.activeElement) this.box.focus({preventScroll: true});
    this.button.hidden = true;
  }

  #grown() {
    if (this.#isAtEnd) this.box.scrollTop = this.box.scrollHeight;
    else this.#hold();
  }

  // `older` comes to whether there was anything to read.
  async #askIfNear() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.box.scrollTop <= NEAR_TOP && (await this.older()));
    this.#isAsking = false;
  }
}
