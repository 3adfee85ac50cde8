// Turns what the store knows into the items of a ladder: what happened between application and carrier.
import { ms, phone } from './format.js';
import { isOver, personOf, applicationNumberOf } from './store.js';
import { endTone, legItems } from './legs.js';
import { callbackWords, parse, requestWords } from './words.js';

const NOTABLE_WAIT = 40;

// Of one instant: a request, what it does on the legs, what is told of that.
const RANK = { request: 0, leg: 1, callback: 2 };

/** How many entries of everything are drawn at once. */
export const PAGE = 300;

/** The ladder of one call and the legs that belong to it. */
export function callTraffic(store, call) {
  const legs = legsOf(store, call);
  const ids = new Set(legs.flatMap(leg => [leg.callId, ...leg.rooms]));
  const now = legs.some(leg => !isOver(leg)) ? store.now() : null;
  const wire = [...store.timeline.about(ids)].filter(node => node.kind === 'r' || node.kind === 'c').map(node => itemOf(store, node));
  const flying = store.flights.filter(entry => ids.has(entry.callId) || ids.has(entry.subject)).map(entry => flightItem(entry, store));
  const items = [...wire, ...flying, ...legs.flatMap(leg => legItems(leg, legs, now).map(item => ({ rank: RANK.leg, ...item })))].sort(inOrder);
  const lanes = [...legs.map(leg => ({ id: leg.callId, label: phone(personOf(leg)), note: leg.direction === 'in' ? 'calls' : 'is called' })), carrier, applicationLane(store, legs)];
  return { lanes, items, now, start: Math.min(...legs.map(leg => leg.startTime)), legs };
}

/**
 * The ladder of everything: one lane for all the phones, with the beginnings and ends of calls. The wanted nodes end
 * before a key (null: with the newest), at most a page of them.
 */
export function allTraffic(store, wants, before = null) {
  const nodes = wants ? store.timeline.nodes.filter(node => wants(searched(store, node), node)) : store.timeline.nodes;
  const end = before === null ? nodes.length : Math.max(0, nodes.findIndex(node => node.key === before));
  const from = Math.max(0, end - PAGE);
  const kept = nodes.slice(from, end);
  const items = kept.map(node => itemOf(store, node));
  if (before === null && !wants) items.push(...store.flights.map(entry => flightItem(entry, store)));
  items.sort(inOrder);
  return {
    lanes: [{ id: 'phones', label: 'Phones' }, carrier, { id: 'application', label: 'Applications' }], items, now: null, start: items[0]?.at,
    named: true, older: from, newer: nodes.length - end, first: kept[0]?.key, after: nodes[Math.min(nodes.length, end + PAGE)]?.key ?? null, count: nodes.length,
  };
}

const carrier = { id: 'carrier', label: 'Carrier', isCarrier: true };
const inOrder = (a, b) => a.at - b.at || (a.rank ?? RANK.leg) - (b.rank ?? RANK.leg);

/** The words of a node in small letters, to search in. */
export function searched(store, node) {
  if (node.text && node.item) return node.text;
  const item = itemOf(store, node);
  const { entry } = node;
  return node.text = [item.label, item.who, item.note, entry.path, entry.url, entry.body, entry.answer, entry.callId, entry.subject, entry.from, entry.to, entry.status, ...(item.marks ?? []).map(mark => mark.text)].filter(Boolean).join(' ').toLowerCase();
}

/** Whether something went wrong with an item. */
export const isProblem = item => item.tone === 'bad' || (item.marks ?? []).some(mark => mark.tone !== 'info');

/** Made once for each node, until more becomes known of it. */
export function itemOf(store, node) {
  if (!node.item) {
    node.item = { r: requestItem, c: callbackItem, b: beginItem, e: endItem }[node.kind](node.entry, store);
    node.item.key = node.key;
  }
  return node.item;
}

function applicationLane(store, legs) {
  const callback = legs.map(leg => store.timeline.lastCallback(leg.callId)).find(Boolean);
  const name = legs.map(leg => store.applicationOf(applicationNumberOf(leg))).find(Boolean) ?? 'Application';
  return { id: 'application', label: name, note: callback && new URL(callback.url).host };
}

/** All calls that are or were legs of one another. */
function legsOf(store, call) {
  const found = new Map();
  const add = leg => {
    if (!leg || found.has(leg.callId)) return;
    found.set(leg.callId, leg);
    for (const id of leg.legs) add(store.calls.get(id));
  };
  add(call);
  return [...found.values()].sort((a, b) => a.startTime - b.startTime);
}

const whoOf = (store, entry) => {
  const call = store.calls.get(entry.callId);
  return call ? phone(personOf(call)) : undefined;
};

function requestItem(entry, store) {
  const label = requestWords(entry, store);
  const open = entry.status === undefined && entry.ms === undefined;
  const failed = entry.status >= 400;
  const marks = faultMarks(entry);
  if (failed) marks.push({ tone: 'bad', text: `refused: ${entry.status} ${parse(entry.answer).code ?? parse(entry.answer).errors?.[0]?.code ?? ''}`.trim() });
  if (entry.status === undefined && !open && !entry.fault) marks.push({ tone: 'bad', text: 'its sender went away' });
  return {
    at: entry.at, rank: RANK.request, from: 'application', to: 'carrier', kind: open ? 'request open' : 'request', label, who: whoOf(store, entry),
    spoken: `request from application to carrier, ${label}`, note: open ? 'no answer yet' : failed ? '' : `${entry.status ?? '–'}`,
    tone: failed ? 'bad' : '', marks, request: entry,
  };
}

function callbackItem(entry, store) {
  const label = callbackWords(entry, store);
  const failed = !(entry.status >= 200 && entry.status < 300);
  const marks = faultMarks(entry);
  if (entry.resendOf) marks.push({ tone: 'info', text: `sent again, copy of #${entry.resendOf}` });
  const verbs = /^\s*</.test(entry.answer ?? '') ? [...new Set(entry.answer.match(/<[A-Z]\w*/g) ?? [])].map(tag => tag.slice(1)).filter(tag => tag !== 'Response') : [];
  if (verbs.length) marks.push({ tone: 'info', text: `answers ${verbs.join(', ')}` });
  if (entry.fallback) marks.push({ tone: 'warn', text: 'to the fallback URL' });
  const dropped = entry.fault?.startsWith('drop');
  if (failed && !dropped) marks.push({ tone: 'bad', text: entry.status ? `not taken: answered ${entry.status}` : `not taken: ${entry.error ?? 'no answer'}` });
  return {
    at: entry.at, rank: RANK.callback, from: 'carrier', to: 'application', kind: dropped ? 'callback open' : 'callback', label, who: whoOf(store, entry),
    spoken: `callback from carrier to application, ${label}`, note: failed ? '' : `${entry.status} · ${ms(entry.ms)}`,
    took: entry.ms >= NOTABLE_WAIT ? entry.ms * store.speed : undefined, tone: failed && !dropped ? 'bad' : '', marks, callback: entry,
  };
}

/** A callback on its way: it waits in the application's lane until now. */
function flightItem(entry, store) {
  const label = callbackWords(entry, store);
  const waits = Math.max(0, store.now() - entry.at);
  return {
    key: `f${entry.n}`, at: entry.at, rank: RANK.callback, from: 'carrier', to: 'application', kind: 'callback open', label, who: whoOf(store, entry), spoken: `callback from carrier to application, ${label}`,
    note: 'no answer yet', took: waits >= NOTABLE_WAIT * store.speed ? waits : undefined, marks: faultMarks(entry), callback: entry, isFlying: true,
  };
}

const faultMarks = entry => (entry.fault ? [{ tone: 'warn', text: entry.fault }] : []);
const parties = call => `${phone(call.from)} → ${phone(call.to)}`;
const beginItem = call => ({ at: call.startTime, from: 'phones', to: 'phones', kind: 'begin', label: parties(call), spoken: `call ${parties(call)} begins`, call });
const endItem = call => ({ at: call.endTime, rank: RANK.leg, from: 'phones', to: 'phones', kind: 'end', tone: endTone(call), label: `${parties(call)} over`, note: call.cause, call });
