// Telnyx's requests and webhooks in a few words, the carrier's own where there are some.
import { phone } from './format.js';

const quote = text => (text.length > 60 ? `“${text.slice(0, 57)}…”` : `“${text}”`);
const file = url => decodeURIComponent(String(url).split('?')[0].split('/').pop() || url);

export const isTelnyx = entry => entry.path?.startsWith('/v2/') || /^(call|message|conference)\./.test(entry.eventType ?? '');

export function telnyxCallback({ eventType }, fields) {
  const more = {
    'call.initiated': () => (fields.direction === 'incoming' ? phone(fields.from) : phone(fields.to)), 'call.dtmf.received': () => fields.digit,
    'call.gather.ended': () => [fields.status, fields.digits].filter(Boolean).join(' '), 'call.hangup': () => fields.hangup_cause,
    'message.received': () => quote(fields.text ?? ''), 'message.sent': () => quote(fields.text ?? ''), 'message.finalized': () => fields.to?.[0]?.status,
  }[eventType];
  return `${eventType} ${(more ? more() : fields.status) ?? ''}`.trim();
}

const actions = {
  speak: body => `speak ${quote(body.payload ?? '')}`, playback_start: body => `play ${file(body.audio_url ?? '')}`, playback_stop: () => 'stop sounds',
  transfer: body => `transfer to ${phone(body.to)}`, gather_using_speak: body => `gather ${quote(body.payload ?? '')}`, gather_using_audio: body => `gather ${file(body.audio_url ?? '')}`,
  hangup: () => 'hang up', send_dtmf: body => `send keys ${body.digits ?? ''}`, record_start: () => 'record', record_stop: () => 'stop recording', gather_stop: () => 'stop gather',
};

export function telnyxRequest({ method, path }, body) {
  const [what, id, , verb] = path.split('?')[0].replace(/^\/v2\//, '').split('/');
  if (method === 'POST' && what === 'calls') return verb ? actions[verb]?.(body) ?? verb : `call ${phone(body.to)}`;
  if (method === 'POST' && what === 'messages') return `text ${quote(String(body.text ?? ''))}`;
  if (method === 'POST' && what === 'call_control_applications') return `create application ${body.application_name ?? ''}`;
  if (method === 'POST' && what === 'number_orders') return `order ${(body.phone_numbers ?? []).map(item => phone(item.phone_number)).join(', ')}`;
  return `${method} ${[what, id?.length > 24 ? `${id.slice(0, 8)}…` : id].filter(Boolean).join('/')}`;
}
