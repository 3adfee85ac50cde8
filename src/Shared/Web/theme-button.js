// The choice of colours, kept in this browser.
import { h, icon } from './dom.js';

const themes = { auto: 'as the system', light: 'light', dark: 'dark' };

export function theme(button) {
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
