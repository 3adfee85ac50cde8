// The console's side of the control API. Every failure becomes an Error that says what to do.
import { key } from './key.js';
import { OWN_PAGE } from './login.js';

export const api = new URL('../api/', import.meta.url);

const SILENCE = 25_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;

/** Asks the API; gives the parsed answer. Where a key is wanted, the user is asked for it, and then it is sent again. */
export async function ask(path, { method = 'GET', body, key: once, signal } = {}) {
  const answer = await send(path, { method, signal, headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(once ? { 'Idempotency-Key': once } : {}) }, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

async function send(path, request) {
  for (;;) {
    const shown = key.value;
    let answer;
    try {
      answer = await fetch(new URL(path, api), { ...request, cache: 'no-store', headers: { ...request.headers, ...OWN_PAGE, ...(shown ? { Authorization: `Bearer ${shown}` } : {}) } });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Error('The host does not answer. Is it still running? This page tries again by itself.');
    }
    if (answer.ok) return answer;
    const failure = await failureOf(answer, path);
    if (answer.status !== 401) throw failure;
    await key.ask(shown);
  }
}

async function failureOf(answer, path) {
  const problem = await answer.json().catch(() => ({}));
  const wait = answer.headers.get('Retry-After');
  const words = problem.detail ?? `${path} was answered ${answer.status}.`;
  return Object.assign(new Error(wait && answer.status === 429 ? `${words} (${wait} s)` : words), { status: answer.status });
}

/**
 * Watches a live feed below /api/live: on.snapshot and on.change get the data, on.state gets 'live' or 'lost' with a
 * reason, on.failed an answer that trying again would not change. A lost line is taken up where it was.
 */
export function watch(path, on) {
  const closed = new AbortController();
  let last = null;
  let wait = FIRST_WAIT;

  async function follow() {
    const line = new AbortController();
    const stop = () => line.abort();
    closed.signal.addEventListener('abort', stop);
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(stop, SILENCE);
    };
    try {
      alive();
      const answer = await send(`live/${path}`, { method: 'GET', signal: line.signal, headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) } });
      for await (const event of eventsOf(answer.body)) {
        alive();
        wait = FIRST_WAIT;
        if (event.id) last = event.id;
        if (event.name === 'trouble') on.state('trouble', event.data.detail);
        else {
          on.state('live');
          on[event.name]?.(event.data);
        }
      }
    } finally {
      clearTimeout(watchdog);
      closed.signal.removeEventListener('abort', stop);
    }
  }

  (async () => {
    while (!closed.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        if (closed.signal.aborted) return;
        if (error.status >= 400 && error.status < 500 && error.status !== 429) return on.failed(error);
        on.state('lost', error.status ? error.message : undefined);
        await new Promise(resolve => setTimeout(resolve, wait));
        wait = Math.min(LONGEST_WAIT, wait * 2);
        continue;
      }
      if (!closed.signal.aborted) on.state('lost');
      await new Promise(resolve => setTimeout(resolve, FIRST_WAIT));
    }
  })();
  return { close: () => closed.abort() };
}

/** The events of a stream, one by one. EventSource cannot be used: it sends no key. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block) {
  const event = { name: 'message', id: null, text: [] };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    const [field, value] = [line.slice(0, colon), line.slice(colon + 2)];
    if (field === 'event') event.name = value;
    else if (field === 'id') event.id = value;
    else if (field === 'data') event.text.push(value);
  }
  return { ...event, data: JSON.parse(event.text.join('\n') || 'null') };
}
