// Voice, tones and colours: kept in this browser.
import { h, icon } from './dom.js';

const themes = { auto: 'as the system', light: 'light', dark: 'dark' };

export function settings(voice, tones) {
  const voiceButton = document.getElementById('voice');
  const tonesButton = document.getElementById('tones');
  const toggle = (button, thing, picture, words) => {
    const draw = () => {
      button.setAttribute('aria-pressed', String(!thing.muted));
      button.setAttribute('aria-label', words);
      button.title = `${words}: ${thing.muted ? 'off' : 'on'}`;
      button.replaceChildren(icon(thing.muted ? 'silent' : picture), h('span', { class: 'tool-text' }, words));
    };
    button.addEventListener('click', () => {
      thing.mute(!thing.muted);
      draw();
    });
    draw();
  };
  toggle(voiceButton, voice, 'voice', 'Voice');
  toggle(tonesButton, tones, 'tone', 'Tones');
  voiceButton.hidden = !voice.isThere;
  theme(document.getElementById('theme'));
  return { toggleVoice: () => voiceButton.click() };
}

function theme(button) {
  let chosen = localStorage.getItem('theme') ?? 'auto';
  const draw = () => {
    document.documentElement.dataset.theme = chosen;
    const words = `Colours: ${themes[chosen]}`;
    button.setAttribute('aria-label', words);
    button.title = words;
    button.replaceChildren(icon('theme'), h('span', { class: 'tool-text' }, words));
  };
  button.addEventListener('click', () => {
    const names = Object.keys(themes);
    chosen = names[(names.indexOf(chosen) + 1) % names.length];
    localStorage.setItem('theme', chosen);
    draw();
  });
  draw();
}
