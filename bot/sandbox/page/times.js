// How moments read: by a clock of 24 hours and in UTC, as the desk itself writes them.

const form = (options) => new Intl.DateTimeFormat('en-GB', {hourCycle: 'h23', timeZone: 'UTC', ...options});

const CLOCK = form({hour: '2-digit', minute: '2-digit'});
const SECONDS = form({hour: '2-digit', minute: '2-digit', second: '2-digit'});
const DAY = form({weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'});
const SHORT = form({weekday: 'short', day: 'numeric', month: 'short'});
const FULL = form({weekday: 'short', day: 'numeric', month: 'short', year: 'numeric'});
const AWAY = new Intl.RelativeTimeFormat('en-GB', {numeric: 'always'});

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

export const timeOf = (moment) => CLOCK.format(new Date(moment));
export const secondOf = (moment) => SECONDS.format(new Date(moment));
export const dayOf = (moment) => DAY.format(new Date(moment));
export const dayAndTime = (moment) => `${without(SHORT, moment)}, ${timeOf(moment)}`;
export const fullTime = (moment) => `${without(FULL, moment)}, ${timeOf(moment)} UTC`;

// "in 2 hours", "3 days ago".
export function relative(moment, now) {
  const seconds = Math.round((new Date(moment) - new Date(now)) / 1000);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  return AWAY.format(Math.trunc(seconds / size), unit);
}

// "1 day 2 hours", "40 minutes": the two largest units that say something.
export function span(since, until) {
  let left = Math.round((new Date(until) - new Date(since)) / 1000);
  const said = [];
  for (const [unit, size] of UNITS.slice(2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count && said.length < 2) said.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return said.join(' ') || 'no time';
}

function without(format, moment) {
  return format.format(new Date(moment)).replace(',', '');
}
