// How a call stood at a moment, in words: from what its phone heard and did.
import { phone } from './format.js';

const within = (span, at) => span.at <= at && (span.until === undefined || span.until > at);

export function stateAt(call, at) {
  if (at < call.startTime) return 'not there yet';
  if (call.endTime !== undefined && at >= call.endTime) return `over, ${call.cause}`;
  if (call.activeTime === undefined || at < call.activeTime) return 'rings';
  const connected = call.heard.find(sound => sound.kind === 'connected' && sound.at <= at);
  const sounding = call.heard.find(sound => (sound.kind === 'speak' || sound.kind === 'play') && within(sound, at));
  const joined = call.heard.findLast(sound => (sound.kind === 'joined' || sound.kind === 'left') && sound.at <= at);
  return ['active', sounding && (sounding.kind === 'speak' ? 'speaks' : 'plays'), call.gathers.some(gather => within(gather, at)) && 'gathers', call.recordings.some(recording => within(recording, at)) && 'records',
    connected && `connected with ${phone(connected.text)}`, joined?.kind === 'joined' && 'in a conference'].filter(Boolean).join(', ');
}
