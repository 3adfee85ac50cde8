// What the entries of a journal say, in the forms of every carrier.

const PARSED = new WeakMap();

/** The callback of an event entry: { type, fields, text, what }; what is our word for it, alike for every carrier. */
export function callbackOf(entry) {
  if (!PARSED.has(entry)) PARSED.set(entry, read(entry));
  return PARSED.get(entry);
}

function read(entry) {
  const text = entry.raw ?? '';
  let fields = {};
  try {
    fields = JSON.parse(text) ?? {};
  } catch {
    fields = Object.fromEntries(new URLSearchParams(text));
  }
  const envelope = fields.data ?? fields;
  const [type, inner] = envelope.event_type ? [envelope.event_type, envelope.payload ?? {}] : [fields.eventType ?? fields.type ?? 'callback', fields];
  return { type, fields: inner, text, what: whatOf(type, inner) };
}

const WHAT = {
  incomingcall: 'incoming', 'call.initiated': 'incoming', answer: 'answer', 'call.answered': 'answer',
  'call.speak.started': 'speechStart', 'call.playback.started': 'speechStart', 'call.speak.ended': 'speechEnd', 'call.playback.ended': 'speechEnd',
  gather: 'gatherEnd', 'call.gather.ended': 'gatherEnd', dtmf: 'digit', 'call.dtmf.received': 'digit', hangup: 'hangup', 'call.hangup': 'hangup', reject: 'hangup',
  timeout: 'hangup', error: 'hangup', sms: 'text', mms: 'text', 'message.received': 'text',
};

function whatOf(type, fields) {
  if (type === 'speak' || type === 'playback') return /start/i.test(fields.status ?? fields.state ?? '') ? 'speechStart' : 'speechEnd';
  if ((type === 'sms' || type === 'mms') && fields.deliveryState) return 'receipt';
  return WHAT[type] ?? 'other';
}

export const at = entry => Date.parse(entry.at);

/** A TimeSpan as the journal writes it, in milliseconds. */
export function spanOf(text) {
  const found = /^(-?)(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '');
  if (!found) return null;
  const [, sign, days, hours, minutes, seconds] = found;
  return (sign ? -1 : 1) * (((Number(days ?? 0) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

/** Everything that was decided, by its number: { item, entry, leg, outcome, attempts, step, timer, cancelled }. */
export function operationsOf(entries) {
  const operations = new Map();
  const of = id => operations.get(id) ?? {};
  for (const entry of entries) {
    if (entry.kind === 'decision') {
      for (const item of entry.items ?? []) {
        operations.set(item.id, { item, entry, attempts: [] });
        if (item.kind === 'cancelTimer') Object.assign(of(item.timer), { cancelled: entry });
      }
    } else if (entry.kind === 'attempt') of(entry.operation).attempts?.push(entry);
    else if (entry.kind === 'outcome' || entry.kind === 'step' || entry.kind === 'timer') Object.assign(of(entry.operation), { [entry.kind]: entry });
  }
  return operations;
}
