// A button that shows a part of the page and hides it again: a panel, or a drawer where the window is narrow. Nobody is
// held inside: Escape, a press elsewhere and moving on by keyboard close it.

import {iconButton} from './buttons.js';

let shown = null; // {button, panel}; one at a time

export function discloses(button, panel) {
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', panel.id);
  button.addEventListener('click', () => (shown?.panel === panel ? closeShown() : show(button, panel)));
  panel.addEventListener('focusout', ({relatedTarget}) => {
    if (relatedTarget && shown?.panel === panel && !belongs(relatedTarget)) closeShown({isFocusKept: true});
  });
  return button;
}

export function closeButton(label) {
  return iconButton(label, 'close', () => closeShown(), {class: 'close-drawer'});
}

export function closeShown({isFocusKept = false} = {}) {
  if (!shown) return;
  const {button, panel} = shown;
  shown = null;
  const wasInside = panel.contains(document.activeElement);
  panel.classList.remove('is-shown');
  button.setAttribute('aria-expanded', 'false');
  if (wasInside && !isFocusKept) button.focus();
}

function show(button, panel) {
  closeShown({isFocusKept: true});
  shown = {button, panel};
  panel.classList.add('is-shown');
  button.setAttribute('aria-expanded', 'true');
  panel.focus({preventScroll: true});
}

// A menu or a dialog that was opened from the panel is no elsewhere.
function belongs(element) {
  const isElsewhere = !shown.panel.contains(element) && !shown.button.contains(element);
  return !isElsewhere || element.closest('[role=menu], dialog') !== null;
}

document.addEventListener('pointerdown', ({target}) => {
  if (shown && !belongs(target)) closeShown({isFocusKept: true});
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || !shown) return;
  event.preventDefault();
  closeShown();
});
