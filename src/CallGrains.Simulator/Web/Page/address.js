// What the address of the page says: which call, which view, what is searched for. Going back and sending a link work.

const names = ['call', 'view', 'q', 'only', 'entry'];

export function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(names.map(name => [name, given.get(name) ?? '']));
}

/** Another call or view is a step of the history; other changes are not. */
export function writeAddress(state) {
  const before = readAddress();
  const params = new URLSearchParams(names.filter(name => state[name]).map(name => [name, state[name]]));
  const hash = params.size ? `#${params}` : '';
  if (hash === location.hash) return;
  const isStep = (state.call ?? '') !== before.call || (state.view ?? '') !== before.view;
  history[isStep ? 'pushState' : 'replaceState'](null, '', `${location.pathname}${hash}`);
}
