// What an operator can do to a grain: each is one request of the control API, answered once it is durable.
import { ask } from './client.js';
import { confirm } from './dialogs.js';
import { h } from './dom.js';

const TAKEN = { accepted: 'Taken: the journal has it.', held: 'Taken: held until the grain is there.', duplicate: 'It was asked for before.' };

/** The buttons that fit where a grain stands; flows: names to choose from; done gets what was answered, in words. */
export function actionsFor(kind, grain, flows, done) {
  const path = `${kind}/${encodeURIComponent(grain.id)}`;
  const word = kind.slice(0, -1);
  const open = question => confirm(question).then(answer => answer && done(TAKEN[answer.verdict] ?? 'Taken.'));
  const post = (what, body, key) => ask(`${path}/${what}`, { method: 'POST', body, key });
  const button = (text, question, tone = '') => h('button', { type: 'button', class: `button ${tone}`, onclick: () => open(question) }, text);
  const isOver = grain.state === 'ended';
  return [
    kind !== 'threads' && !isOver && button('Hang up', { title: `Hang up this ${word}?`, text: kind === 'calls' ? 'The call ends, whatever its flow is doing; one that is to be placed later is called off.' : 'The conference ends and its calls are hung up; the next call that joins makes a new one.', button: 'Hang up', tone: 'bad', work: () => post('hangup') }),
    kind === 'calls' && grain.state === 'live' && button('Speak', { title: 'Say a sentence into this call', text: 'It replaces what is being said or played. The flow is not told.', button: 'Speak', fields: [{ name: 'sentence', label: 'Sentence', area: true, required: true, most: 1000 }], work: ({ sentence }, key) => post('speak', { sentence }, key) }),
    kind === 'calls' && grain.state === 'live' && button('Redirect', { title: 'Give this call to another flow?', text: 'The flow of now is dropped where it stands, after-call work too; its timers end, and calls that it made are hung up. The other flow begins with the call as it is.', button: 'Redirect', tone: 'bad', fields: [{ name: 'flow', label: 'Flow', required: true, options: flows, help: 'A script for calls.' }, { name: 'args', label: 'What it is given', area: true, help: 'Any JSON value, or nothing.' }], work: ({ flow, args }, key) => post('redirect', { flow: flow.trim(), args: jsonOf(args) }, key) }),
    !isOver && button('Signal', { title: `Signal the flow of this ${word}`, text: 'A durable message that the flow waits for by its name.', button: 'Send', fields: [{ name: 'name', label: 'Name', required: true }, { name: 'value', label: 'Value', area: true, help: 'Any JSON value, or nothing.' }], work: signal(post) }),
    kind === 'threads' && button('Text', { title: 'Send a text', text: `To ${grain.peer}, from ${grain.own}. The flow is not told.`, button: 'Send', fields: [{ name: 'text', label: 'Text', area: true, required: true }], work: ({ text }, key) => post('texts', { text }, key) }),
    grain.fault && button('Release', { title: 'Release the flow?', text: 'A quarantined flow runs again, from where its journal ends. Mend first what stopped it.', button: 'Release', work: () => post('release') }),
    (!isOver || grain.fault) && button('Terminate', { title: `Terminate the flow of this ${word}?`, text: { calls: 'The flow ends for good, after-call work too, and the call is hung up. This cannot be undone.', threads: 'The flow ends for good: texts are journalled, and no conversation begins any more. This cannot be undone.', conferences: 'The conference and its flow end for good: nobody can join one of this name any more. This cannot be undone.' }[kind], button: 'Terminate', tone: 'bad', work: () => post('terminate') }),
  ].filter(Boolean);
}

/** Asks whether a command is to be sent again that failed; done gets what was answered, in words. */
export function askAgain(kind, grain, item, words, done) {
  const path = `${kind}/${encodeURIComponent(grain.id)}/commands/${item.id}/retry`;
  confirm({ title: 'Send this command again?', text: `${words}. The flow has had its answer, and is not told of another one.`, button: 'Send again', work: (_, key) => ask(path, { method: 'POST', key }) })
    .then(answer => answer && done(TAKEN[answer.verdict] ?? 'Taken.'));
}

const signal = post => ({ name, value }, key) => post(`signals/${encodeURIComponent(name.trim())}`, jsonOf(value), key);

function jsonOf(text) {
  try {
    return text.trim() ? JSON.parse(text) : undefined;
  } catch (error) {
    throw new Error(`The value is no JSON: ${error.message}. Put text in double quotes.`);
  }
}
