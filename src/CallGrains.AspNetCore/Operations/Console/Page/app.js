// Puts the console together: which page is seen follows the address.
import { DeadView } from './dead.js';
import { h, setText } from './dom.js';
import { FiguresView } from './figures.js';
import { GrainView } from './grain.js';
import { key } from './key.js';
import { kinds } from './kinds.js';
import { ListView } from './list.js';
import { showLogin } from './login.js';
import { theme } from './theme-button.js';

const main = document.getElementById('main');
const lists = {};
let view = null;

function show() {
  view?.close();
  const [path, text] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = (path || 'calls').split('/');
  const query = new URLSearchParams(text);
  main.replaceChildren();
  for (const link of document.querySelectorAll('nav a')) {
    if (link.dataset.page === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  connection('connecting');
  const root = h('div', { class: `view ${rest.length ? 'grain' : page}` });
  main.append(root);
  if (page === 'figures') view = new FiguresView(root, { state: connection });
  else if (page === 'dead') view = new DeadView(root, query, { state: connection, go });
  else if (kinds[page] && rest.length) view = new GrainView(root, page, decodeURIComponent(rest.join('/')), { state: connection, back: lists[page] || `#/${page}` });
  else if (kinds[page]) {
    lists[page] = location.hash;
    view = new ListView(root, page, query, { state: connection, go });
  } else {
    location.hash = '#/calls';
    return;
  }
  document.title = `${rest.length ? decodeURIComponent(rest.join('/')) : kinds[page]?.title ?? { dead: 'Dead letters' }[page] ?? 'Figures'} – CallGrains console`;
}

function go(page, query) {
  const text = String(query);
  const hash = `#/${page}${text ? `?${text}` : ''}`;
  if (location.hash === hash) show();
  else location.hash = hash;
}

const STATES = { live: ['good', 'live'], lost: ['bad', 'connection lost'], trouble: ['bad', 'journal trouble'], connecting: ['', 'connecting'], still: ['', 'not live'] };

/** Whether what is shown is live. */
function connection(state, reason) {
  const pill = document.getElementById('connection');
  const [tone, words] = STATES[state];
  pill.className = `pill ${tone}`;
  setText(pill, words);
  const trouble = document.getElementById('trouble');
  trouble.hidden = state !== 'lost' && state !== 'trouble';
  setText(trouble, trouble.hidden ? '' : `${state === 'lost' ? reason ?? 'The connection to the host is lost.' : `The host cannot read its journal: ${reason}`} What is shown may be old; this page keeps trying and then catches up.`);
}

function drawKey() {
  document.getElementById('forget').hidden = !key.value;
}

theme(document.getElementById('theme'));
document.getElementById('forget').addEventListener('click', () => {
  key.forget();
  show();
});
key.addEventListener('change', drawKey);
window.addEventListener('hashchange', show);
showLogin(document.getElementById('logout'));
drawKey();
show();
