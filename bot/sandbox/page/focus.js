// Where the keyboard was, for whatever takes it for a while: what stood there may have been drawn anew meanwhile.

// A function that gives the keyboard back to this element, or to what has its data-key in its place, or to what is
// around it, or to the conversation.
export function wayBack(element) {
  const around = ancestors(element);
  return () => {
    const there = around.find((one) => one.isConnected);
    const key = element?.dataset?.key;
    const again = key !== undefined && there?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (element && there === element && !element.matches(':disabled')) return element.focus();
    for (const one of [again, there?.closest('[tabindex]'), document.getElementById('messages')]) {
      if (one) one.focus({preventScroll: true});
      if (one && document.activeElement === one) return;
    }
  };
}

// Does it once the element has gone; what comes back calls that off.
export function onceGone(element, act) {
  const watcher = new MutationObserver(() => element.isConnected || act());
  watcher.observe(document.body, {childList: true, subtree: true});
  return () => watcher.disconnect();
}

function ancestors(element) {
  return element ? [element, ...ancestors(element.parentElement)] : [];
}
