// What the page knows: calls, requests and callbacks of one run of the simulator. Changes are told in batches.

const MOST_CALLS = 300;
const MOST_ENTRIES = 3000;
const BATCH = 30;

export class Store extends EventTarget {
  calls = new Map();
  requests = new Map();
  callbacks = new Map();
  flights = [];
  account = { numbers: [], manual: [] };
  speed = 1;
  carrier = 'bandwidth';
  skipped = 0;
  connection = 'connecting';
  #instance = null;
  #offset = 0;
  #told = false;

  /** The carrier's clock, in milliseconds. */
  now() {
    return this.#offset + performance.now() * this.speed;
  }

  hello({ instance, carrier, now, speed, skippedRequests, skippedCallbacks }) {
    if (this.#instance !== instance) {
      for (const map of [this.calls, this.requests, this.callbacks]) map.clear();
      this.flights = [];
      this.skipped = 0;
      this.#instance = instance;
      this.dispatchEvent(new Event('restart'));
    }
    this.skipped += skippedRequests + skippedCallbacks;
    this.speed = speed;
    this.carrier = carrier;
    this.#offset = Date.parse(now) - performance.now() * speed;
    this.#tell();
  }

  setAccount(account) {
    this.account = account;
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
    this.calls.set(view.callId, parsed(view));
    trim(this.calls, MOST_CALLS, call => isOver(call));
    this.#tell();
  }

  addRequest(entry) {
    this.requests.set(entry.n, { ...entry, at: Date.parse(entry.at) });
    trim(this.requests, MOST_ENTRIES);
    this.#tell();
  }

  addCallback(entry) {
    this.callbacks.set(entry.n, { ...entry, at: Date.parse(entry.at) });
    trim(this.callbacks, MOST_ENTRIES);
    this.#tell();
  }

  /** The name of the application behind a number; undefined when it is bound to none. */
  applicationOf(number) {
    return this.account.numbers.find(known => known.number === number)?.application;
  }

  // A timer and not an animation frame: a page in the background still rings.
  #tell() {
    if (this.#told) return;
    this.#told = true;
    setTimeout(() => {
      this.#told = false;
      this.dispatchEvent(new Event('change'));
    }, BATCH);
  }
}

function trim(map, most, mayGo = () => true) {
  if (map.size <= most) return;
  for (const [key, value] of map) {
    if (mayGo(value)) map.delete(key);
    if (map.size <= most) return;
  }
}

const time = text => (text === undefined ? undefined : Date.parse(text));
const spans = list => (list ?? []).map(entry => ({ ...entry, at: time(entry.at ?? entry.startTime), until: time(entry.until ?? entry.endTime) }));

function parsed(view) {
  return {
    ...view, startTime: time(view.startTime), activeTime: time(view.activeTime), endTime: time(view.endTime),
    heard: spans(view.heard), said: spans(view.said), pressed: spans(view.pressed), gathers: spans(view.gathers), recordings: spans(view.recordings),
  };
}

/** Whether a sound lasts at this moment: what phones say is told with its end before it is over. */
export const sounds = (sound, call, now) => !isOver(call) && (sound.until === undefined ? lasting.has(sound.kind) : sound.until > now);
const lasting = new Set(['speak', 'play', 'connected']);

export const isOver = call => call.endTime !== undefined;

/** The number of the person on a call, and the number of the application. */
export const personOf = call => (call.direction === 'in' ? call.from : call.to);
export const applicationNumberOf = call => (call.direction === 'in' ? call.to : call.from);
