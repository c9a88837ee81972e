// What somebody reads in this element, line by line: [a button], <a choice>, (a picture). What is hidden is not read.
(root) => {
  const lines = [''];
  const put = (text) => (lines[lines.length - 1] += text);
  const end = () => lines.at(-1).trim() && lines.push('');
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({opacityProperty: true, visibilityProperty: true}) && (box.width > 1 || box.height > 1);
  };
  const isHeard = (node) => node.parentElement.closest('[aria-hidden=true]') === null;
  const textOf = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (isHeard(walker.currentNode)) texts.push(walker.currentNode.data);
    return texts.join('').replace(/\s+/g, ' ').trim();
  };
  const nameOf = (element) => element.getAttribute('aria-label') ?? textOf(element);

  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const isKept = getComputedStyle(node.parentElement).whiteSpace.startsWith('pre');
      const [first, ...rest] = isKept ? node.data.split('\n') : [node.data.replace(/\s+/g, ' ')];
      put(first);
      for (const line of rest) lines.push(line);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return;
    const display = getComputedStyle(node).display;
    if (display !== 'contents' && !isShown(node)) return;
    if (node.matches('[role=toolbar]')) return;
    const around = getComputedStyle(node.parentElement);
    const isInRow = around.display.endsWith('flex') && around.flexDirection.startsWith('row');
    const isBlock = !display.startsWith('inline') && display !== 'contents' && !isInRow;
    if (isBlock) end();
    if (node.previousSibling?.nodeType === Node.ELEMENT_NODE) put(' ');
    if (node.matches('button[role=combobox]')) put(`<${nameOf(node)}: ${textOf(node)}> `);
    else if (node.matches('button, [role=button], summary')) put(`[${nameOf(node)}${node.disabled ? ', disabled' : ''}] `);
    else if (node.matches('select')) put(`<${nameOf(node)}: ${node.selectedOptions[0]?.label ?? ''}> `);
    else if (node.matches('input, textarea')) put(`<${nameOf(node)}: ${node.value}> `);
    else if (node.matches('img, [role=img]')) put(`(${node.alt ?? nameOf(node)}) `);
    else if (node.matches('br')) lines.push('');
    else node.childNodes.forEach(read);
    if (isBlock) end();
  };
  read(root);
  return lines.map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean);
}
