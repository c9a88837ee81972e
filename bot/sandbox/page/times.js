// How moments read: by a clock of 24 hours and in UTC, as the desk itself writes them.

const form = (options) => new Intl.DateTimeFormat('en-GB', {hourCycle: 'h23', timeZone: 'UTC', ...options});

const CLOCK = form({hour: '2-digit', minute: '2-digit'});
const SECONDS = form({hour: '2-digit', minute: '2-digit', second: '2-digit'});
const DAY = form({weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'});
const WEEKDAY = form({weekday: 'short'});
const MONTH = form({month: 'long'});
const AWAY = new Intl.RelativeTimeFormat('en-GB', {numeric: 'always'});

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const SHORT = {day: 'd', hour: 'h', minute: 'min', second: 's'};

export const timeOf = (moment) => CLOCK.format(new Date(moment));
export const weekdayAndTime = (moment) => `${WEEKDAY.format(new Date(moment))} ${timeOf(moment)}`;
export const secondOf = (moment) => SECONDS.format(new Date(moment));
export const dayOf = (moment) => DAY.format(new Date(moment));
export const dayAndTime = (moment) => `${date(moment)}, ${timeOf(moment)}`;
export const fullTime = (moment) => `${date(moment)} ${new Date(moment).getUTCFullYear()}, ${timeOf(moment)} UTC`;

// "in 2 hours", "3 days ago".
export function relative(moment, now) {
  const seconds = Math.round((new Date(moment) - new Date(now)) / 1000);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  return AWAY.format(Math.trunc(seconds / size), unit);
}

// "1 day 2 hours", "40 minutes": the two largest units that say something.
export function span(since, until) {
  const said = largest(since, until).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.join(' ') || 'no time';
}

// "1 d 2 h", "40 min"; seconds only where there is nothing else.
export function shortSpan(since, until) {
  const said = largest(since, until).filter(([, unit], at) => unit !== 'second' || at === 0);
  return said.map(([count, unit]) => `${count} ${SHORT[unit]}`).join(' ') || 'no time';
}

function largest(since, until) {
  let left = Math.round((new Date(until) - new Date(since)) / 1000);
  const said = [];
  for (const [unit, size] of UNITS.slice(2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count && said.length < 2) said.push([count, unit]);
  }
  return said;
}

// "Mon 7 Sep": all months in three letters, which the browsers' own short forms are not.
function date(moment) {
  const at = new Date(moment);
  return `${WEEKDAY.format(at)} ${at.getUTCDate()} ${MONTH.format(at).slice(0, 3)}`;
}
