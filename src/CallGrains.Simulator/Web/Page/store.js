// What the page knows: calls, requests and callbacks of one run of the simulator. Changes are told in batches.
import { Timeline } from './timeline.js';

const MOST_CALLS = 3000;
const MOST_ENTRIES = 15000;
const BATCH = 30;
const REST_PER_WORK = 4;

export class Store extends EventTarget {
  calls = new Map();
  timeline = new Timeline(MOST_ENTRIES);
  flights = [];
  account = { numbers: [], manual: [] };
  accountVersion = 0;
  speed = 1;
  carrier = 'bandwidth';
  saysWords = true;
  skipped = 0;
  connection = 'connecting';
  /** Ids of calls that are not over. */
  live = new Set();
  /** All calls, oldest first. */
  order = [];
  /** How many entries told something about messages, and how many bear the mark of a fault. */
  messageTraffic = 0;
  faultTraffic = 0;
  #instance = null;
  #offset = 0;
  #told = false;
  #cost = 0;

  /** The carrier's clock, in milliseconds. */
  now() {
    return this.#offset + performance.now() * this.speed;
  }

  hello({ instance, carrier, now, speed, words, skippedRequests, skippedCallbacks }) {
    if (this.#instance !== instance) {
      this.calls.clear();
      this.timeline.clear();
      this.live.clear();
      this.order = [];
      this.flights = [];
      this.skipped = 0;
      this.#instance = instance;
      this.dispatchEvent(new Event('restart'));
    }
    this.skipped += skippedRequests + skippedCallbacks;
    this.speed = speed;
    this.carrier = carrier;
    this.saysWords = words;
    this.#offset = Date.parse(now) - performance.now() * speed;
    this.#tell();
  }

  setAccount(account) {
    this.account = account;
    this.accountVersion++;
    this.#tell();
  }

  setConnection(connection) {
    this.connection = connection;
    this.#tell();
  }

  /** Callbacks that are out and have no answer yet. */
  setFlights(flights) {
    this.flights = flights.map(entry => ({ ...entry, at: Date.parse(entry.at) }));
    this.#tell();
  }

  addCall(view) {
    const call = parsed(view);
    if (!this.calls.has(call.callId)) insert(this.order, call.callId, call.startTime, id => this.calls.get(id).startTime);
    this.calls.set(call.callId, call);
    if (isOver(call)) this.live.delete(call.callId);
    else this.live.add(call.callId);
    this.timeline.note(call);
    this.#trimCalls();
    this.#tell();
  }

  addRequest(entry) {
    if (/\/messages\b/.test(entry.path)) this.messageTraffic++;
    if (entry.fault) this.faultTraffic++;
    this.timeline.add('r', { ...entry, at: Date.parse(entry.at) });
    this.#tell();
  }

  addCallback(entry) {
    if (/^(sms|mms|message\..*)$/.test(entry.eventType)) this.messageTraffic++;
    if (entry.fault) this.faultTraffic++;
    this.timeline.add('c', { ...entry, at: Date.parse(entry.at) });
    this.#tell();
  }

  /** The name of the application behind a number; undefined when it is bound to none. */
  applicationOf(number) {
    return this.account.numbers.find(known => known.number === number)?.application;
  }

  /** Calls that are not over, newest first. */
  liveCalls() {
    return [...this.live].map(id => this.calls.get(id)).filter(Boolean).sort((a, b) => b.startTime - a.startTime);
  }

  /** All calls, newest first. */
  * newestCalls() {
    for (let at = this.order.length - 1; at >= 0; at--) yield this.calls.get(this.order[at]);
  }

  #trimCalls() {
    if (this.order.length <= MOST_CALLS + 200) return;
    const gone = new Set();
    for (const id of this.order) {
      if (this.order.length - gone.size <= MOST_CALLS) break;
      if (!this.live.has(id)) gone.add(id);
    }
    for (const id of gone) this.calls.delete(id);
    this.order = this.order.filter(id => !gone.has(id));
  }

  // A timer and not an animation frame: a page in the background still rings. What takes long is done less often.
  #tell() {
    if (this.#told) return;
    this.#told = true;
    setTimeout(() => {
      this.#told = false;
      const start = performance.now();
      this.dispatchEvent(new Event('change'));
      this.#cost = performance.now() - start;
    }, Math.max(BATCH, this.#cost * REST_PER_WORK));
  }
}

/** Puts a value into a list that is sorted by time; most belong at the end. */
export function insert(list, value, at, timeOf) {
  let place = list.length;
  while (place > 0 && timeOf(list[place - 1]) > at) place--;
  if (place === list.length) list.push(value);
  else list.splice(place, 0, value);
}

const time = text => (text === undefined ? undefined : Date.parse(text));
const spans = list => (list ?? []).map(entry => ({ ...entry, at: time(entry.at ?? entry.startTime), until: time(entry.until ?? entry.endTime) }));

function parsed(view) {
  return {
    ...view, startTime: time(view.startTime), activeTime: time(view.activeTime), endTime: time(view.endTime),
    heard: spans(view.heard), said: spans(view.said), pressed: spans(view.pressed), gathers: spans(view.gathers), recordings: spans(view.recordings),
    rooms: view.rooms ?? [], legs: view.legs ?? [],
  };
}

/** Whether a sound lasts at this moment: what phones say is told with its end before it is over. */
export const sounds = (sound, call, now) => !isOver(call) && (sound.until === undefined ? lasting.has(sound.kind) : sound.until > now);
const lasting = new Set(['speak', 'play', 'connected']);

export const isOver = call => call.endTime !== undefined;

/** The number of the person on a call, and the number of the application. */
export const personOf = call => (call.direction === 'in' ? call.from : call.to);
export const applicationNumberOf = call => (call.direction === 'in' ? call.to : call.from);
