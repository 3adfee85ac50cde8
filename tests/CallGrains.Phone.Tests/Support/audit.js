// What a strict reader would complain of: controls without names, pictures without words, ids used twice, text too faint.
() => {
  const found = [];
  const visible = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const nameOf = element => (element.getAttribute('aria-label')
    || (element.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim()
    || [...(element.labels ?? [])].map(label => label.textContent).join(' ').trim() || element.textContent.trim()).trim();
  const short = element => element.outerHTML.slice(0, 100);

  for (const element of document.querySelectorAll('button, a[href], input, select, textarea, summary, [role=tab], [role=option], [role=listbox], [tabindex="0"], section[role], aside, dialog[open]'))
    if (visible(element) && !nameOf(element)) found.push(`no name: ${short(element)}`);
  for (const image of document.querySelectorAll('img')) if (!image.hasAttribute('alt')) found.push(`no alt: ${short(image)}`);
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`id twice: ${id}`);
  for (const label of document.querySelectorAll('label[for]')) if (!document.getElementById(label.htmlFor)) found.push(`label for nothing: ${short(label)}`);
  for (const element of document.querySelectorAll('[aria-controls], [aria-labelledby], [aria-activedescendant]'))
    for (const name of ['aria-controls', 'aria-labelledby', 'aria-activedescendant']) for (const id of (element.getAttribute(name) ?? '').split(' ').filter(Boolean)) if (!document.getElementById(id)) found.push(`${name} names nothing: ${short(element)}`);

  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const color = rgba(getComputedStyle(each).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const luminance = ([r, g, b]) => [r, g, b].map(value => value / 255).map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || !visible(element) || element.closest('option, noscript, .visually-hidden, :disabled')) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const [a, b] = [luminance(rgba(style.color)), luminance(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(2)}: "${walker.currentNode.textContent.trim().slice(0, 40)}" in ${element.className || element.tagName}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`wider than the screen: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  for (const element of document.querySelectorAll('.pane, #detail')) if (visible(element) && element.scrollWidth > element.clientWidth + 1) found.push(`${element.id} scrolls sideways: ${element.scrollWidth} > ${element.clientWidth}`);
  return found;
}
