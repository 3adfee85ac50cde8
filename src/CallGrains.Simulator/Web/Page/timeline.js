// Requests and callbacks, and the beginnings and ends of calls, in the order of their times; found again by what they
// are about. Nothing is sorted or searched as a whole when something comes in.
import { insert } from './store.js';

const SLACK = 500;

/** Requests about a conference or a bridge name it in their path. */
const roomsOf = entry => entry.path?.match(/(?:conf|brg)-[a-z2-7]{23}/g) ?? [];
const lastOf = location => location?.split('/').pop();

/** Nodes are { key, kind, at, entry, ids }: kind r (request), c (callback), b and e (a call begins, ends). */
export class Timeline {
  nodes = [];
  #byKey = new Map();
  #byId = new Map();
  #last = new Map();
  #most;

  constructor(most) {
    this.#most = most;
  }

  get count() {
    return this.nodes.length;
  }

  clear() {
    this.nodes = [];
    for (const map of [this.#byKey, this.#byId, this.#last]) map.clear();
  }

  add(kind, entry) {
    const ids = new Set([entry.callId, entry.subject, ...roomsOf(entry), kind === 'r' ? lastOf(entry.location) : undefined].filter(Boolean));
    this.#put({ key: `${kind}${entry.n}`, kind, at: entry.at, entry, ids });
    if (kind === 'c' && entry.callId && !entry.resendOf && (this.#last.get(entry.callId)?.n ?? 0) < entry.n) this.#last.set(entry.callId, entry);
    this.#trim();
  }

  /** The beginning and the end of a call. */
  note(call) {
    this.#put({ key: `b${call.callId}`, kind: 'b', at: call.startTime, entry: call, ids: new Set([call.callId]) });
    if (call.endTime !== undefined) this.#put({ key: `e${call.callId}`, kind: 'e', at: call.endTime, entry: call, ids: new Set([call.callId]) });
  }

  /** Loads what is older than everything here; it is kept as long as the page. */
  keep(count) {
    this.#most += count;
  }

  /** The nodes about any of some ids, each once. */
  about(ids) {
    const found = new Set();
    for (const id of ids) for (const node of this.#byId.get(id) ?? []) found.add(node);
    return found;
  }

  find(key) {
    return this.#byKey.get(key);
  }

  /** The newest callback of a call that the carrier sent of itself. */
  lastCallback(callId) {
    return this.#last.get(callId);
  }

  /** The smallest number of a kind; Infinity without any. */
  first(kind) {
    return this.nodes.reduce((least, node) => (node.kind === kind ? Math.min(least, node.entry.n) : least), Infinity);
  }

  // A node stays where it is when more becomes known of it; what was made of it is made anew.
  #put(node) {
    const known = this.#byKey.get(node.key);
    if (known && known.at === node.at) {
      if (known.kind === 'b' && known.entry.from === node.entry.from && known.entry.endTime === node.entry.endTime) return void (known.entry = node.entry);
      known.entry = node.entry;
      known.item = undefined;
      for (const id of node.ids) if (!known.ids.has(id)) this.#index(id, known);
      known.ids = node.ids;
      return;
    }
    if (known) this.#drop(known, true);
    this.#byKey.set(node.key, node);
    insert(this.nodes, node, node.at, each => each.at);
    for (const id of node.ids) this.#index(id, node);
  }

  #index(id, node) {
    const list = this.#byId.get(id);
    if (list) list.add(node);
    else this.#byId.set(id, new Set([node]));
  }

  #drop(node, fromList) {
    this.#byKey.delete(node.key);
    for (const id of node.ids) {
      const list = this.#byId.get(id);
      list?.delete(node);
      if (!list?.size) this.#byId.delete(id);
    }
    if (fromList) this.nodes.splice(this.nodes.indexOf(node), 1);
  }

  #trim() {
    if (this.nodes.length <= this.#most + SLACK) return;
    for (const node of this.nodes.splice(0, this.nodes.length - this.#most)) this.#drop(node, false);
  }
}
