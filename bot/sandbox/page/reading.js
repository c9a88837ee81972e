// Where the eye is in the conversation: at its end it stays there while messages come; further up nothing moves below
// it, and a button leads to what is new. Nearing the top, older messages are asked for.

const NEAR_END = 48; // pixels
const NEAR_TOP = 800;
const STEP = 24; // less than a post is high

export class Reading {
  #isAtEnd = true;
  #isAsking = false;
  #before = 0; // where it was scrolled to

  constructor(box, list, button, older) {
    Object.assign(this, {box, list, button, older});
    box.addEventListener('scroll', () => this.#moved(), {passive: true});
    const watcher = new ResizeObserver(() => this.#grown());
    watcher.observe(box);
    watcher.observe(list);
  }

  toEnd() {
    this.#isAtEnd = true;
    this.button.hidden = true;
    this.box.scrollTop = this.box.scrollHeight;
  }

  // A message came below; one's own is always shown.
  came(isMine) {
    if (isMine || this.#isAtEnd) this.toEnd();
    else this.button.hidden = false;
  }

  // Does what puts something in above: what is being read stays where it is. The browser's own anchor rests meanwhile,
  // because at the very top it holds nothing, and elsewhere the two would add up.
  keep(act) {
    const held = this.#isAtEnd ? null : this.#firstInSight();
    const before = held?.getBoundingClientRect().top;
    this.box.style.overflowAnchor = 'none';
    act();
    if (this.#isAtEnd) this.toEnd();
    else if (held?.isConnected) this.box.scrollTop += held.getBoundingClientRect().top - before;
    requestAnimationFrame(() => (this.box.style.overflowAnchor = ''));
    this.#askIfNear();
  }

  // The first message that begins in sight, because one above may lose its head to those before it; or the batch, where
  // the browser has not laid out yet what just came into sight.
  #firstInSight() {
    const {left, top, width, bottom} = this.box.getBoundingClientRect();
    const found = [];
    for (let y = top + 1; y < bottom; y += STEP) found.push(...document.elementsFromPoint(left + width / 2, y));
    const articles = found.filter((one) => one.matches('article'));
    const begun = articles.find((one) => one.getBoundingClientRect().top >= top);
    return begun ?? articles[0] ?? found.find((one) => one.matches('.batch')) ?? null;
  }

  // Only scrolling up leaves the end: what grows below while it is drawn does not.
  #moved() {
    const {scrollHeight, scrollTop, clientHeight} = this.box;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#isAtEnd = isNear || (this.#isAtEnd && scrollTop >= this.#before);
    this.#before = scrollTop;
    if (isNear) this.button.hidden = true;
    this.#askIfNear();
  }

  #grown() {
    if (this.#isAtEnd) this.box.scrollTop = this.box.scrollHeight;
  }

  // `older` comes to whether there was anything to read.
  async #askIfNear() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.box.scrollTop <= NEAR_TOP && (await this.older()));
    this.#isAsking = false;
  }
}
