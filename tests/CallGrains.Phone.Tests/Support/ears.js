// Instead of ears: what the page says aloud, and which tones it makes.
window.spoken = [];
window.tones = [];
Object.defineProperty(window, 'speechSynthesis', { value: { speak: words => window.spoken.push(`${words.lang}: ${words.text}`), cancel: () => window.spoken.push('(hush)') } });
const Real = window.OscillatorNode;
window.OscillatorNode = class extends Real {
  constructor(context, options) {
    super(context, options);
    window.tones.push(options.frequency);
  }
};
