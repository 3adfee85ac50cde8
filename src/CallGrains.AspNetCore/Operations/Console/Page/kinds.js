// The three kinds of grains: how each is listed.
import { h } from './dom.js';
import { idChip, phone } from './format.js';
import { key } from './key.js';

const chip = text => (text.includes('-') && text.length > 14 ? idChip(text) : h('span', { class: 'mono' }, text));
const secret = () => (key.value ? " -H 'Authorization: Bearer KEY'" : '');

/** What stopped a flow, without where it was thrown. */
export const firstLine = text => String(text ?? '').split('\n')[0];

const said = grain => (grain.status ? grain.status : grain.result !== null && grain.result !== undefined ? JSON.stringify(grain.result) : '');

export const kinds = {
  calls: {
    title: 'Calls', one: 'call', who: grain => `${phone(grain.from) || 'unknown'} → ${phone(grain.to) || 'unknown'}`,
    end: grain => grain.cause ?? '', ended: grain => grain.endedAt, id: grain => chip(grain.id), said,
    first: 'No call yet. Call one of your numbers, or place a call:', command: origin => `curl -s ${origin}calls${secret()} -H 'Content-Type: application/json' -d '{"flow":"FLOW","from":"+1…","to":"+1…"}'`,
  },
  conferences: {
    title: 'Conferences', one: 'conference', who: grain => grain.id, end: () => '', ended: () => null, id: grain => (grain.number ? phone(grain.number) : ''), said,
    first: 'No conference yet. The first call that joins one makes it:', command: () => 'await call.JoinAsync("the club");',
  },
  threads: {
    title: 'Threads', one: 'thread', who: grain => `${phone(grain.own)} ↔ ${phone(grain.peer)}`, end: grain => (grain.isStopped ? 'STOPPED' : ''), ended: () => null, id: grain => chip(grain.id), said,
    first: 'No message thread yet. Text one of your numbers, or begin a conversation:', command: origin => `curl -s ${origin}threads${secret()} -H 'Content-Type: application/json' -d '{"from":"+1…","to":"+1…"}'`,
  },
};

/** The state of a grain as a pill. */
export function pillOf(grain) {
  const [tone, text] = grain.fault ? ['bad', 'stopped'] : { live: ['good', grain.wakeAt && grain.pendingEffects === 0 && !grain.carrierId && grain.direction === 'out' && grain.sequence <= 2 ? 'scheduled' : 'live'], ending: ['warn', 'ending'], ended: ['', 'ended'] }[grain.state];
  return { tone, text };
}
