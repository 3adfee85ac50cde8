// Turns what the store knows into the items of a ladder: what happened between application and carrier.
import { ms, phone } from './format.js';
import { isOver, personOf, applicationNumberOf } from './store.js';
import { endTone, legItems } from './legs.js';
import { callbackWords, parse, requestWords } from './words.js';

const MOST_ROWS = 400;
const NOTABLE_WAIT = 40;

/** The ladder of one call and the legs that belong to it. */
export function callTraffic(store, call) {
  const legs = legsOf(store, call);
  const ids = new Set(legs.flatMap(leg => [leg.callId, leg.conferenceId, leg.bridgeId]).filter(Boolean));
  const now = legs.some(leg => !isOver(leg)) ? store.now() : null;
  const items = [...wire(store, entry => ids.has(entry.callId) || ids.has(entry.subject) || roomsOf(entry).some(id => ids.has(id))), ...legs.flatMap(leg => legItems(leg, legs, now))];
  const lanes = [...legs.map(leg => ({ id: leg.callId, label: phone(personOf(leg)), note: leg.direction === 'in' ? 'calls' : 'is called' })), carrier, applicationLane(store, legs)];
  return { lanes, items: newest(items), now, start: Math.min(...legs.map(leg => leg.startTime)) };
}

/** The ladder of everything: one lane for all the phones, with the beginnings and ends of calls. */
export function allTraffic(store) {
  const last = map => [...map.values()].slice(-MOST_ROWS);
  const items = [...last(store.requests).map(requestItem), ...last(store.callbacks).map(entry => callbackItem(entry, store.speed)), ...store.flights.map(entry => flightItem(entry, store)), ...last(store.calls).flatMap(outline)];
  const kept = newest(items);
  return { lanes: [{ id: 'phones', label: 'Phones' }, carrier, { id: 'application', label: 'Applications' }], items: kept, now: null, start: kept[0]?.at };
}

const carrier = { id: 'carrier', label: 'Carrier', isCarrier: true };

function applicationLane(store, legs) {
  const callback = [...store.callbacks.values()].find(entry => legs.some(leg => leg.callId === entry.callId));
  const name = legs.map(leg => store.applicationOf(applicationNumberOf(leg))).find(Boolean) ?? 'Application';
  return { id: 'application', label: name, note: callback && new URL(callback.url).host };
}

function legsOf(store, call) {
  const found = new Map();
  const add = leg => {
    if (!leg || found.has(leg.callId)) return;
    found.set(leg.callId, leg);
    for (const id of [leg.transferCallId, leg.farCallId]) add(store.calls.get(id));
    // A transfer that failed is forgotten by its leg; the leg's requests still name it.
    for (const request of store.requests.values()) if (request.callId === leg.callId && request.location) add(store.calls.get(request.location.split('/').pop()));
  };
  add(call);
  return [...found.values()].sort((a, b) => a.startTime - b.startTime);
}

/** Requests about a conference or a bridge name it in their path. */
const roomsOf = entry => entry.path?.match(/(?:conf|brg)-[a-z2-7]{23}/g) ?? [];

function newest(items) {
  return items.sort((a, b) => a.at - b.at || (a.rank ?? 0) - (b.rank ?? 0)).slice(-MOST_ROWS);
}

function wire(store, wanted) {
  const items = [];
  for (const entry of store.requests.values()) if (wanted(entry)) items.push(requestItem(entry));
  for (const entry of store.callbacks.values()) if (wanted(entry)) items.push(callbackItem(entry, store.speed));
  items.push(...store.flights.filter(wanted).map(entry => flightItem(entry, store)));
  return items;
}

function requestItem(entry) {
  const label = requestWords(entry);
  const open = entry.status === undefined && entry.ms === undefined;
  const failed = entry.status >= 400;
  const marks = faultMarks(entry);
  if (failed) marks.push({ tone: 'bad', text: `refused: ${entry.status} ${parse(entry.answer).code ?? parse(entry.answer).errors?.[0]?.code ?? ''}`.trim() });
  if (entry.status === undefined && !open && !entry.fault) marks.push({ tone: 'bad', text: 'its sender went away' });
  return {
    key: `r${entry.n}`, at: entry.at, rank: 1, from: 'application', to: 'carrier', kind: open ? 'request open' : 'request', label,
    spoken: `request from application to carrier, ${label}`, note: open ? 'no answer yet' : failed ? '' : `${entry.status ?? '–'}`,
    tone: failed ? 'bad' : '', marks, request: entry,
  };
}

function callbackItem(entry, speed) {
  const label = callbackWords(entry);
  const failed = !(entry.status >= 200 && entry.status < 300);
  const marks = faultMarks(entry);
  if (entry.resendOf) marks.push({ tone: 'info', text: `sent again, copy of #${entry.resendOf}` });
  const verbs = [...new Set((entry.answer ?? '').match(/<[A-Z]\w*/g) ?? [])].map(tag => tag.slice(1)).filter(tag => tag !== 'Response');
  if (verbs.length) marks.push({ tone: 'info', text: `answers ${verbs.join(', ')}` });
  if (entry.fallback) marks.push({ tone: 'warn', text: 'to the fallback URL' });
  const dropped = entry.fault?.startsWith('drop');
  if (failed && !dropped) marks.push({ tone: 'bad', text: entry.status ? `not taken: answered ${entry.status}` : `not taken: ${entry.error ?? 'no answer'}` });
  return {
    key: `c${entry.n}`, at: entry.at, rank: 2, from: 'carrier', to: 'application', kind: dropped ? 'callback open' : 'callback', label,
    spoken: `callback from carrier to application, ${label}`, note: failed ? '' : `${entry.status} · ${ms(entry.ms)}`,
    tone: failed && !dropped ? 'bad' : '', took: entry.ms >= NOTABLE_WAIT ? entry.ms * speed : undefined, marks, callback: entry,
  };
}

/** A callback on its way: it waits in the application's lane until now. */
function flightItem(entry, store) {
  const label = callbackWords(entry);
  const waits = Math.max(0, store.now() - entry.at);
  return {
    key: `f${entry.n}`, at: entry.at, rank: 2, from: 'carrier', to: 'application', kind: 'callback open', label, spoken: `callback from carrier to application, ${label}`,
    note: 'no answer yet', took: waits >= NOTABLE_WAIT * store.speed ? waits : undefined, marks: faultMarks(entry), callback: entry, isFlying: true,
  };
}

const faultMarks = entry => (entry.fault ? [{ tone: 'warn', text: entry.fault }] : []);

function outline(call) {
  const who = `${phone(call.from)} → ${phone(call.to)}`;
  const items = [{ key: `b${call.callId}`, at: call.startTime, from: 'phones', to: 'phones', kind: 'begin', label: who, spoken: `call ${who} begins`, call }];
  if (isOver(call)) items.push({ key: `e${call.callId}`, at: call.endTime, from: 'phones', to: 'phones', kind: 'end', tone: endTone(call), label: `${who} over`, note: call.cause, call });
  return items;
}
