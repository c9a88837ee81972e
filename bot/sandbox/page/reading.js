// Where the eye is in the conversation: at its end it stays there while messages come; further up what is being read
// stays where it is whatever comes, goes or gets its height above it, and a button leads to what is new. Nearing the
// top, older messages are asked for.

const NEAR_END = 48; // pixels
const NEAR_TOP = 800;

export class Reading {
  #isAtEnd = true;
  #isAsking = false;
  #before = 0; // where it was scrolled to
  #held = null; // {element, at}: a message in sight, and where it stands in the whole conversation

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
    this.#before = this.box.scrollTop;
  }

  // A message came below; one's own is always shown.
  came(isMine) {
    if (isMine || this.#isAtEnd) this.toEnd();
    else this.button.hidden = false;
  }

  // Does what puts something in above or takes it away.
  keep(act) {
    const read = this.#isAtEnd ? [] : this.#inSight();
    act();
    this.#held = read.find(({element}) => element.isConnected) ?? null;
    this.#grown();
    this.#askIfNear();
  }

  // Brings it to the middle.
  show(element) {
    element.scrollIntoView({block: 'center'});
    this.#isAtEnd = false;
    this.#held = this.#placed(element);
  }

  // Only scrolling up leaves the end: what grows below while it is drawn does not.
  #moved() {
    const {scrollHeight, scrollTop, clientHeight} = this.box;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#isAtEnd = isNear || (this.#isAtEnd && scrollTop >= this.#before);
    this.#before = scrollTop;
    if (isNear) this.#forgetNew();
    if (!this.#isAtEnd && !this.#isInSight(this.#held)) this.#held = this.#inSight()[0] ?? null;
    this.#askIfNear();
  }

  // Whoever was at the button goes where it led.
  #forgetNew() {
    if (this.button === document.activeElement) this.box.focus({preventScroll: true});
    this.button.hidden = true;
  }

  // What comes into sight is laid out only then, and has another height than it seemed to have. The browser's own
  // anchor (off in places.css) holds nothing at the very top, and loses itself where heights change while one scrolls.
  #grown() {
    if (this.#isAtEnd) this.box.scrollTop = this.box.scrollHeight;
    else if (this.#held?.element.isConnected) this.#hold();
  }

  #hold() {
    const now = this.#placed(this.#held.element);
    this.box.scrollTop += now.at - this.#held.at;
    this.#held = now;
  }

  #placed(element) {
    return {element, at: element.getBoundingClientRect().top - this.#top() + this.box.scrollTop};
  }

  #top() {
    return this.box.getBoundingClientRect().top;
  }

  #isInSight(held) {
    if (!held?.element.isConnected) return false;
    const top = held.element.getBoundingClientRect().top - this.#top();
    return top >= 0 && top < this.box.clientHeight;
  }

  // The messages that begin in sight, because one above may lose its head to those before it.
  #inSight() {
    const {top, bottom} = this.box.getBoundingClientRect();
    const isIn = (at) => at.bottom > top && at.top < bottom;
    const batches = [...this.list.children].filter((one) => isIn(one.getBoundingClientRect()));
    const all = batches.flatMap((batch) => [...batch.querySelectorAll('article')]).map((one) => this.#placed(one));
    const begun = all.filter((one) => this.#isInSight(one));
    return begun.length ? begun : all.slice(-1);
  }

  // `older` comes to whether there was anything to read.
  async #askIfNear() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.box.scrollTop <= NEAR_TOP && (await this.older()));
    this.#isAsking = false;
  }
}
