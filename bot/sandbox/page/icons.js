// Line drawings of our own, 20 by 20. They only ever stand beside a name.

import {svg} from './dom.js';

const LINES = {
  hash: 'M7.6 3 6 17M14 3l-1.6 14M3.5 7.3h14M2.5 12.7h14',
  thread: 'M5 3v7a3 3 0 0 0 3 3h8M13 10l3 3-3 3',
  voice: 'M3 8v4h3l4 3.5v-11L6 8zM13 7.5a4 4 0 0 1 0 5M15.5 5a7.5 7.5 0 0 1 0 10',
  at: 'M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zv1.5a2 2 0 0 0 4 0V10a7 7 0 1 0-3 5.7',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  people: 'M11 6.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM2.5 16.5c0-6 11-6 11 0M13 4a3 3 0 0 1 0 5.3M15 12.5c1.5.6 2.4 2 2.5 4',
  more: 'M4.3 9.7h.6v.6h-.6zM9.7 9.7h.6v.6h-.6zM15.1 9.7h.6v.6h-.6z',
  down: 'M5 7.5l5 5 5-5',
  close: 'M5 5l10 10M15 5 5 15',
  check: 'M4 10.5l4 4 8-9',
  window: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  clock: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6v4.3l2.8 1.7',
  next: 'M4 5l7 5-7 5zM15.5 5v10',
  scenes: 'M2.5 4.5h15v11h-15zM5.5 8l2.5 2-2.5 2M10 12.5h4',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  reply: 'M8 5 3.5 9.5 8 14M3.5 9.5H11c3.5 0 5.5 2 5.5 5.5',
  pencil: 'M4 16l.7-3.5L13.5 3.7l2.8 2.8-8.8 8.8zM11.8 5.4l2.8 2.8',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5',
  smile: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM7 12c1.6 2 4.4 2 6 0M7.5 7.8h.01M12.5 7.8h.01',
  file: 'M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15',
  attach: 'M14.5 9.5l-5 5a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 3 3l-6 5.8a1 1 0 0 1-1.4-1.4l5-5',
  plus: 'M10 4v12M4 10h12',
  send: 'M3 10l14-6-4.5 13-3-5.5zM9.5 11.5 17 4',
  open: 'M3 16V5h5l1.5 2H17v9z',
  slash: 'M12.5 3.5l-5 13',
};

export function icon(name) {
  const attributes = {class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false'};
  return svg('svg', attributes, svg('path', {d: LINES[name]}));
}
