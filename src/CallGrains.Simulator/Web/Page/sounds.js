// Which sound the phone makes now: the chosen line's, or ringing when any line rings.
import { isOver } from './store.js';

const BUSY_LASTS = 4_000;
const endings = { USER_BUSY: 'busy', CALL_REJECTED: 'busy', NO_ANSWER: 'reorder', UNALLOCATED_NUMBER: 'reorder' };

export const captions = { ring: 'Ringing', ringback: 'Ring-back tone', busy: 'Busy tone', reorder: 'Fast busy tone', music: 'Music' };

/** The name of a tone, or null. */
export function toneOf(store, lines, ended) {
  const { call } = lines;
  if (lines.ringing().length && (!call || isOver(call) || lines.ringing().includes(call))) return 'ring';
  if (!call) return null;
  if (isOver(call)) return performance.now() - (ended.get(call.callId) ?? -Infinity) < BUSY_LASTS ? endings[call.cause] ?? null : null;
  const last = call.heard.at(-1);
  if (last?.kind === 'play' && last.until === undefined) return 'music';
  if (call.state === 'started') return call.direction === 'in' ? 'ringback' : null;
  return call.state === 'transferring' && !call.heard.some(sound => sound.kind === 'connected') && last?.until !== undefined ? 'ringback' : null;
}
