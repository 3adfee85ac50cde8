// The sounds a phone makes itself, from oscillators: keys, ring-back, ringing, busy, reorder.

const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477, 1633];
const keys = '123A456B789C*0#D';

// Frequencies (hertz) and the rhythm in seconds: on, off, on, off …
const patterns = {
  ringback: { frequencies: [440, 480], rhythm: [2, 4] },
  ring: { frequencies: [400, 450], rhythm: [0.4, 0.2, 0.4, 2] },
  busy: { frequencies: [480, 620], rhythm: [0.5, 0.5] },
  reorder: { frequencies: [480, 620], rhythm: [0.25, 0.25] },
  music: { frequencies: [440, 554], rhythm: [0.6, 0.1] },
};

export class Tones {
  #context = null;
  #voices = [];
  #name = null;
  #timer;
  muted = localStorage.getItem('tones') === 'off';

  /** Browsers let a page sound only after its first click or key. */
  wake() {
    if (!this.#context) this.#context = new AudioContext();
    if (this.#context.state === 'suspended') this.#context.resume();
  }

  mute(muted) {
    this.muted = muted;
    localStorage.setItem('tones', muted ? 'off' : 'on');
    if (muted) this.#quiet();
    const name = this.#name;
    this.#name = null;
    this.play(name);
  }

  key(digit, seconds = 0.14) {
    const at = keys.indexOf(digit);
    if (at < 0 || this.muted || !this.#context) return;
    this.#sound([rows[Math.floor(at / 4)], columns[at % 4]], seconds, 0.12);
  }

  /** Plays one of the patterns until another, or null, takes its place. */
  play(name) {
    if (name === this.#name) return;
    this.#quiet();
    this.#name = name;
    if (name && !this.muted) this.#beat(name, 0);
  }

  #beat(name, at) {
    const { frequencies, rhythm } = patterns[name];
    const [on, off] = [rhythm[at], rhythm[at + 1]];
    if (this.#context) this.#voices = this.#sound(frequencies, on, 0.06);
    this.#timer = setTimeout(() => this.#beat(name, (at + 2) % rhythm.length), (on + off) * 1000);
  }

  #quiet() {
    clearTimeout(this.#timer);
    for (const voice of this.#voices) voice.stop();
    this.#voices = [];
  }

  #sound(frequencies, seconds, loud) {
    const context = this.#context;
    const gain = context.createGain();
    const [start, end] = [context.currentTime, context.currentTime + seconds];
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loud, start + 0.008);
    gain.gain.setValueAtTime(loud, end - 0.01);
    gain.gain.linearRampToValueAtTime(0, end);
    gain.connect(context.destination);
    return frequencies.map(frequency => {
      const oscillator = new OscillatorNode(context, { frequency });
      oscillator.connect(gain);
      oscillator.start(start);
      oscillator.stop(end);
      return oscillator;
    });
  }
}
