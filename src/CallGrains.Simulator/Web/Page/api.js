// The phone's side of the simulator. Every failure becomes an Error that says what to do.

/** Asks the simulator; gives the parsed answer. */
export async function ask(path, body, method = body === undefined ? 'GET' : 'POST') {
  let answer;
  try {
    answer = await fetch(path, body === undefined ? { method } : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Error('The simulator does not answer. Is it still running? This page connects again by itself.');
  }
  const text = await answer.text();
  if (answer.ok) return text ? JSON.parse(text) : null;
  throw Object.assign(new Error(messageOf(text) ?? `${method} ${path} was answered ${answer.status}.`), { status: answer.status });
}

/** Does what may fail; says in the notice why it did. */
export async function attempt(notice, work) {
  try {
    await work();
    notice.hidden = true;
  } catch (error) {
    notice.hidden = false;
    notice.textContent = error.message;
  }
}

function messageOf(text) {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined;
  }
}

/** Stores a phone's picture; gives the URL at which the application can fetch it. */
export async function upload(file) {
  const name = `phone-${Date.now()}-${file.name.replace(/[^\w.-]+/g, '_')}`;
  const answer = await fetch(`/sim/media/${name}`, { method: 'PUT', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file });
  if (!answer.ok) throw new Error(messageOf(await answer.text()) ?? `The picture was not taken: ${answer.status}.`);
  return answer.headers.get('Location');
}

const presses = new Map();

export const dial = (from, to) => ask('/sim/calls', { from, to });
export const act = (callId, what) => ask(`/sim/calls/${callId}/${what}`, {});
export const say = (callId, text) => ask(`/sim/calls/${callId}/say`, { text });
export const hold = (number, manual) => ask('/sim/phones', { number, manual });
export const resend = n => ask(`/sim/callbacks/${n}/resend`, {});

/** Keys of one call arrive in the order they were pressed, however slow the line is. */
export function press(callId, digits) {
  const before = presses.get(callId) ?? Promise.resolve();
  const next = before.catch(() => {}).then(() => ask(`/sim/calls/${callId}/digits`, { digits }));
  presses.set(callId, next);
  return next;
}
