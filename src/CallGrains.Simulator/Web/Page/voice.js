// Says aloud what the chosen line hears, with the voices of the browser.
import { sounds } from './store.js';
import { parse } from './words.js';

const languages = { en: 'en-US', en_us: 'en-US', en_uk: 'en-GB', es: 'es-ES', es_mx: 'es-MX', fr: 'fr-FR', fr_fr: 'fr-FR', de: 'de-DE', de_de: 'de-DE', it: 'it-IT', it_it: 'it-IT' };

export class Voice {
  #said = null;
  muted = localStorage.getItem('voice') === 'off';

  constructor(store) {
    this.store = store;
  }

  get isThere() {
    return 'speechSynthesis' in window;
  }

  mute(muted) {
    this.muted = muted;
    localStorage.setItem('voice', muted ? 'off' : 'on');
    if (muted) this.#hush();
  }

  /** Follows a call (or null): speaks a sentence that has just begun, falls silent when it is cut or the call ends. */
  follow(call) {
    if (!this.isThere) return;
    const at = call?.endTime === undefined ? call?.heard.findLastIndex(sound => sound.kind === 'speak' || sound.kind === 'voice') ?? -1 : -1;
    const sound = at < 0 ? null : call.heard[at];
    const key = sound && `${call.callId} ${at}`;
    if (sound && sounds(sound, call, this.store.now()) && key !== this.#said) this.#say(call, sound, key);
    else if (this.#said && (!sound || key !== this.#said || sound.cut)) this.#hush();
  }

  #say(call, sound, key) {
    this.#hush();
    this.#said = key;
    if (this.muted) return;
    const utterance = new SpeechSynthesisUtterance(sound.text);
    utterance.lang = this.#languageOf(call, sound.text);
    utterance.rate = Math.min(3, Math.max(0.8, this.store.speed));
    speechSynthesis.speak(utterance);
  }

  #hush() {
    this.#said = null;
    speechSynthesis.cancel();
  }

  /** The request that made the carrier speak says in which language. */
  #languageOf(call, text) {
    for (const { kind, entry: request } of [...this.store.timeline.about([call.callId])].reverse()) {
      if (kind !== 'r') continue;
      const body = parse(request.body);
      const audio = [body, body.prompt, body.whisperAudio].find(each => each?.sentence === text);
      if (audio) return languages[String(audio.locale ?? 'en_US').toLowerCase()] ?? 'en-US';
    }
    return 'en-US';
  }
}
