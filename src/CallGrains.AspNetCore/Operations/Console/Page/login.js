// A login beside the API key, where the host has one: a cookie that no script reads, and the host alone checks.
import { h, setText } from './dom.js';

const at = name => new URL(name, import.meta.url);

/** Requests that may show the login; a page of another origin cannot send this header. */
export const OWN_PAGE = { 'X-CallGrains-Console': '1' };

/** Who has logged in, and whether one can at all. */
export async function who() {
  const answer = await fetch(at('who'), { cache: 'no-store', headers: OWN_PAGE }).catch(() => null);
  return answer?.ok ? answer.json() : { login: false, name: null, role: null };
}

/** The way to the provider, for the dialog that asks for a key; null where there is none. */
export const loginLink = reader => (reader.login ? h('p', {}, h('a', { class: 'button primary', href: at('login').pathname }, 'Sign in with your account')) : null);

/** Shows who has logged in, on the button by which he logs out. */
export async function showLogin(button) {
  const reader = await who();
  button.hidden = !reader.name;
  setText(button, reader.name ? `Sign out ${reader.name} (${reader.role})` : '');
  button.addEventListener('click', async () => {
    await fetch(at('logout'), { method: 'POST', headers: OWN_PAGE });
    location.reload();
  });
}
