// Elements out of plain values. Whatever somebody typed becomes a text node: nothing here reads HTML.

// h('button', {class: 'boxed', onclick: act}, 'Close', icon): what is false, null or undefined is left out.
export function h(name, attributes = {}, ...children) {
  return dress(document.createElement(name), attributes, children);
}

// The same for drawings.
export function svg(name, attributes = {}, ...children) {
  return dress(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

// Puts these children in the place of the old ones. What is there already stays untouched: an element that is taken out
// and put back has lost the keyboard.
export function fill(element, ...children) {
  const wanted = present(children);
  const staying = new Set(wanted);
  for (const old of [...element.childNodes]) if (!staying.has(old)) old.remove();
  for (const [n, child] of wanted.entries()) {
    const there = element.childNodes[n] ?? null;
    if (there !== child) element.insertBefore(child, there);
  }
  return element;
}

// The same, and whoever was at a child with a data-key is at the new one with that key, scrolled as before.
export function redraw(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const {scrollTop} = element;
  fill(element, ...children);
  element.scrollTop = scrollTop;
  if (key !== undefined) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({preventScroll: true});
  return element;
}

// A function that does it once with the next frame, however often it is called until then.
export function withNextFrame(act) {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    requestAnimationFrame(() => {
      isComing = false;
      act();
    });
  };
}

export function byId(id) {
  return document.getElementById(id);
}

function dress(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'dataset') Object.assign(element.dataset, value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  return fill(element, ...children);
}

function present(children) {
  const given = children.flat(Infinity).filter((child) => child !== false && child !== null && child !== undefined);
  return given.map((child) => (child instanceof Node ? child : document.createTextNode(child)));
}
