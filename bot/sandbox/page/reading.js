// Where the eye is in the conversation: at its end it stays there while messages come; further up nothing moves below it,
// and a button leads to what is new. Nearing the top, older messages are asked for.

const NEAR_END = 48; // pixels
const NEAR_TOP = 800;

export class Reading {
  #isAtEnd = true;
  #isAsking = false;

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

  // Does what puts something in above: what is being read stays where it is. At the very top the browser anchors nothing.
  keep(act) {
    if (!this.#isAtEnd && this.box.scrollTop === 0) this.box.scrollTop = 1;
    act();
    if (this.#isAtEnd) this.toEnd();
    this.#askIfNear();
  }

  #moved() {
    this.#isAtEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_END;
    if (this.#isAtEnd) this.button.hidden = true;
    this.#askIfNear();
  }

  #grown() {
    if (this.#isAtEnd) this.box.scrollTop = this.box.scrollHeight;
  }

  async #askIfNear() {
    if (this.#isAsking || this.box.scrollTop > NEAR_TOP) return;
    this.#isAsking = true;
    await this.older();
    this.#isAsking = false;
  }
}
