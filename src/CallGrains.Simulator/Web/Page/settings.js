// Voice, tones and colours: kept in this browser.
import { h, icon } from './dom.js';
import { theme } from './theme-button.js';

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
