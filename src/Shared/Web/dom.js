// Makes elements without a framework: h('button', { class: 'button', onclick }, 'Call').

/** Properties become attributes; functions named on… listeners; null, undefined and false are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'value' || name === 'checked' || name === 'htmlFor') element[name] = value;
  else element.setAttribute(name, value === true ? '' : value);
}

/** Sets the text only when it differs, so that live regions speak only what is new. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Keeps the children of a list in step with items: made once per key, updated each time, so that focus stays. */
export function keyed(container, items, keyOf, make, update = () => {}) {
  const known = container.keyed ??= new Map();
  const kept = new Map();
  let before = null;
  for (const item of items) {
    const key = keyOf(item);
    const element = known.get(key) ?? make(item);
    update(element, item);
    const place = before ? before.nextSibling : container.firstChild;
    if (place !== element) container.insertBefore(element, place);
    kept.set(key, before = element);
  }
  for (const [key, element] of known) if (!kept.has(key)) element.remove();
  container.keyed = kept;
}

const paths = {
  call: 'M3 2h3l1.5 3.5L5.8 7a9 9 0 0 0 3.2 3.2l1.5-1.7L14 10v3a1 1 0 0 1-1 1A11 11 0 0 1 2 3a1 1 0 0 1 1-1z',
  end: 'M1.5 9.5c3.6-4 9.4-4 13 0l-1.6 2-3-1.2V8.3a8 8 0 0 0-3.8 0v2l-3 1.2z',
  voice: 'M2 6h2.5L8 3v10L4.5 10H2zM10 5.5a3.5 3.5 0 0 1 0 5M12 3.5a6.4 6.4 0 0 1 0 9',
  silent: 'M2 6h2.5L8 3v10L4.5 10H2zM10.5 6l4 4m0-4l-4 4',
  tone: 'M6 12.5V3.5l7-1.5v9M6 12.5a2 1.5 0 1 1-4 0 2 1.5 0 0 1 4 0zM13 11a2 1.5 0 1 1-4 0 2 1.5 0 0 1 4 0z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  again: 'M13.5 8A5.5 5.5 0 1 1 11.5 3.8M11.5 1v3h-3',
  close: 'M4 4l8 8m0-8l-8 8',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  down: 'M8 3v10m-4-4l4 4 4-4',
};

/** A small picture beside words that say the same; hidden from readers. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [key, value] of Object.entries({ d: paths[name], fill: name === 'call' || name === 'end' ? 'currentColor' : 'none', stroke: 'currentColor', 'stroke-width': '1.3', 'stroke-linejoin': 'round', 'stroke-linecap': 'round' })) path.setAttribute(key, value);
  svg.append(path);
  return svg;
}

/** Copies text; the control says so for a moment. */
export async function copy(text, control) {
  await write(text);
  if (!control || control.dataset.copied) return;
  const before = [...control.childNodes];
  control.dataset.copied = 'yes';
  control.replaceChildren('Copied');
  setTimeout(() => {
    control.replaceChildren(...before);
    delete control.dataset.copied;
  }, 1200);
}

// The clipboard API exists only on https and localhost; a field that is selected works everywhere.
async function write(text) {
  if (navigator.clipboard) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch { /* no permission: the old way */ }
  }
  const field = h('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
