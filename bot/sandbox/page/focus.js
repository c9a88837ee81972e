// Where the keyboard was, for whatever takes it for a while: what stood there may have been drawn anew meanwhile.

// A function that gives the keyboard back to this element, or to what has its data-key in its place, or to what is
// around it.
export function wayBack(element) {
  const around = ancestors(element);
  return () => {
    const there = around.find((one) => one.isConnected);
    const key = element.dataset?.key;
    const again = key !== undefined && there?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (there === element) element.focus();
    else (again || there?.closest('[tabindex]'))?.focus({preventScroll: true});
  };
}

function ancestors(element) {
  return element ? [element, ...ancestors(element.parentElement)] : [];
}
