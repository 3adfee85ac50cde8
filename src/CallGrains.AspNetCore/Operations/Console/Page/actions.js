// What an operator can do to a grain: each is one request of the control API, answered once it is durable.
import { ask } from './client.js';
import { confirm } from './dialogs.js';
import { h } from './dom.js';

const TAKEN = { accepted: 'Taken: the journal has it.', held: 'Taken: held until the grain is there.', duplicate: 'It was asked for before.' };

/** The buttons that fit where a grain stands; done gets what was answered, in words. */
export function actionsFor(kind, grain, done) {
  const path = `${kind}/${encodeURIComponent(grain.id)}`;
  const word = kind.slice(0, -1);
  const open = question => confirm(question).then(answer => answer && done(TAKEN[answer.verdict] ?? 'Taken.'));
  const post = (what, body) => ask(`${path}/${what}`, { method: 'POST', body });
  const button = (text, question, tone = '') => h('button', { type: 'button', class: `button ${tone}`, onclick: () => open(question) }, text);
  const isOver = grain.state === 'ended';
  return [
    kind !== 'threads' && !isOver && button('Hang up', { title: `Hang up this ${word}?`, text: kind === 'calls' ? 'The call ends, whatever its flow is doing; one that is to be placed later is called off.' : 'The conference ends and its calls are hung up; the next call that joins makes a new one.', button: 'Hang up', tone: 'bad', work: () => post('hangup') }),
    !isOver && button('Signal', { title: `Signal the flow of this ${word}`, text: 'A durable message that the flow waits for by its name.', button: 'Send', fields: [{ name: 'name', label: 'Name', required: true }, { name: 'value', label: 'Value', area: true, help: 'Any JSON value, or nothing.' }], work: signal(post) }),
    kind === 'threads' && button('Text', { title: 'Send a text', text: `To ${grain.peer}, from ${grain.own}. The flow is not told.`, button: 'Send', fields: [{ name: 'text', label: 'Text', area: true, required: true }], work: ({ text }) => post('texts', { text }) }),
    grain.fault && button('Release', { title: 'Release the flow?', text: 'A quarantined flow runs again, from where its journal ends. Mend first what stopped it.', button: 'Release', work: () => post('release') }),
    (!isOver || grain.fault) && button('Terminate', { title: `Terminate the flow of this ${word}?`, text: { calls: 'The flow ends for good, after-call work too, and the call is hung up. This cannot be undone.', threads: 'The flow ends for good: texts are journalled, and no conversation begins any more. This cannot be undone.', conferences: 'The conference and its flow end for good: nobody can join one of this name any more. This cannot be undone.' }[kind], button: 'Terminate', tone: 'bad', work: () => post('terminate') }),
  ].filter(Boolean);
}

const signal = post => ({ name, value }) => {
  let body;
  try {
    body = value.trim() ? JSON.parse(value) : undefined;
  } catch (error) {
    throw new Error(`The value is no JSON: ${error.message}. Put text in double quotes.`);
  }
  return post(`signals/${encodeURIComponent(name.trim())}`, body);
};
