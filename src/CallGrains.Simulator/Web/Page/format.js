// Numbers, times and ids as people read them.
import { h, copy } from './dom.js';

/** E.164 with spaces: +1 919 555 1212, +49 30 1234 5678. SIP addresses and the rest stay as they are. */
export function phone(number) {
  if (!/^\+[1-9]\d{3,14}$/.test(number ?? '')) return number ?? '';
  const country = number.startsWith('+1') || number.startsWith('+7') ? 2 : 3;
  const rest = number.slice(country);
  const groups = [rest.slice(-4)];
  for (let end = rest.length - 4; end > 0; end -= 3) groups.unshift(rest.slice(Math.max(0, end - 3), end));
  return `${number.slice(0, country)} ${groups.join(' ')}`;
}

/** What people type, as E.164: spaces, dashes, dots and brackets go. */
export const e164 = text => (text ?? '').replace(/[\s().-]/g, '');

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** 1,240 ms; below ten with a tenth. */
export const ms = value => `${value < 10 ? tenths.format(value) : thousands.format(value)} ms`;

/** Seconds since a beginning: 0.512, 12.040, 1:02.300, 28:04.5. */
export function since(milliseconds) {
  const total = Math.max(0, milliseconds) / 1000;
  const minutes = Math.floor(total / 60);
  const seconds = (total - minutes * 60).toFixed(3);
  if (minutes >= 10) return `${minutes}:${(total - minutes * 60).toFixed(1).padStart(4, '0')}`;
  return minutes ? `${minutes}:${seconds.padStart(6, '0')}` : seconds;
}

/** How long nothing happened, in the unit of the times beside it: +0.512 s, +12.0 s, +1:02 min. */
export const gap = milliseconds => (milliseconds < 60_000 ? `+${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 3 : 1)} s` : `+${lasts(milliseconds)} min`);

/** How long a call lasts: 0:07, 1:02:07. */
export function lasts(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = value => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** just now, 12 s ago, 5 min ago, 3 h ago, 2 d ago. */
export function ago(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} d ago`;
}

/** The absolute form, for hovering. */
export const absolute = time => new Date(time).toISOString().replace('T', ' ');

/** An id with its first and last characters emphasised; a click copies it. */
export function idChip(id) {
  const cut = id.indexOf('-') + 1;
  const chip = h('button', { type: 'button', class: 'id', title: `${id}: copy` },
    h('span', { class: 'visually-hidden' }, 'Copy id '), id.slice(0, cut), h('b', {}, id.slice(cut, cut + 4)), h('span', { class: 'visually-hidden' }, id.slice(cut + 4, -4)), h('span', { 'aria-hidden': 'true' }, '…'), h('b', {}, id.slice(-4)));
  chip.addEventListener('click', event => {
    event.stopPropagation();
    copy(id, chip);
  });
  return chip;
}

/** JSON indented; other text as it is. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text ?? '';
  }
}

const quoted = text => `'${String(text).replaceAll("'", "'\\''")}'`;

/** A request as a curl command for a POSIX shell. */
export function curl({ method, url, headers = {}, body, user }) {
  const parts = ['curl -i'];
  if (method !== 'GET') parts.push(`-X ${method}`);
  if (user) parts.push(`-u ${user}`);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  parts.push(quoted(url));
  if (body) parts.push(`--data-raw ${quoted(body)}`);
  return parts.join(' ');
}
