// What is wrong with how a page lies: a list of sentences each.
({
  // What can be moved to the side to see the rest of it, or is cut.
  tooWide() {
    const root = document.documentElement;
    const wide = root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth} of ${root.clientWidth}`] : [];
    for (const one of document.body.querySelectorAll(':not(pre, textarea, input, select)')) {
      const {overflowX, textOverflow} = getComputedStyle(one);
      const isCut = overflowX !== 'visible' && textOverflow !== 'ellipsis' && one.clientWidth > 1;
      if (isCut && one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
        wide.push(`${one.localName}#${one.id}.${one.className}: ${one.scrollWidth} of ${one.clientWidth}`);
    }
    return wide;
  },

  // Messages in sight that begin before the one above them ends.
  overlapping() {
    const isLaidOut = (one) => one.checkVisibility({contentVisibilityAuto: true});
    const shown = [...document.querySelectorAll('#messages article')].filter(isLaidOut);
    const boxes = shown.map((one) => one.getBoundingClientRect());
    const isOver = (box, at) => at > 0 && box.top < boxes[at - 1].bottom - 1;
    return boxes.flatMap((box, at) => (isOver(box, at) ? [shown[at].textContent.slice(0, 80)] : []));
  },

  // Controls in sight whose middle cannot be pressed, because something else lies there that was not opened above them.
  covered() {
    const isShown = (one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const isCut = (one, x, y) => {
      for (let around = one.parentElement; around; around = around.parentElement) {
        const frame = around.getBoundingClientRect();
        const isOutside = x < frame.left || x > frame.right || y < frame.top || y > frame.bottom;
        if (getComputedStyle(around).overflow !== 'visible' && isOutside) return true;
      }
      return x < 0 || y < 0 || x >= innerWidth || y >= innerHeight;
    };
    const isCovered = (one) => {
      const box = one.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      if (one.matches('.skip') || !isShown(one) || box.width < 2 || isCut(one, x, y)) return false;
      const top = document.elementFromPoint(x, y);
      const above = top?.closest('dialog, [popover], .is-shown');
      const isMeant = above && !above.contains(one);
      return !(isMeant || one.contains(top) || top?.contains(one) || top?.closest('label')?.control === one);
    };
    const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, summary')];
    return controls.filter(isCovered).map((one) => `${one.localName} ${one.getAttribute('aria-label') ?? one.textContent}`);
  },
})
