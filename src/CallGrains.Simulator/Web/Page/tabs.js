// Which pane is seen: on wide screens the ladder stays beside the others, on narrow ones it is a tab of its own.

const wide = matchMedia('(min-width: 721px)');

export function tabs() {
  const all = [...document.querySelectorAll('[role=tab]')];
  let view = 'phone';

  function show(name, focus = false) {
    view = name;
    const shown = wide.matches && view === 'ladder' ? 'phone' : view;
    document.body.dataset.view = shown;
    for (const tab of all) {
      const selected = tab.dataset.view === shown;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      if (selected && focus) tab.focus();
      document.getElementById(`pane-${tab.dataset.view}`).hidden = !selected && !(tab.dataset.view === 'ladder' && wide.matches);
    }
  }

  for (const tab of all) {
    tab.addEventListener('click', () => show(tab.dataset.view));
    tab.addEventListener('keydown', event => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const seen = all.filter(each => each.checkVisibility());
      if (by) show(seen[(seen.indexOf(tab) + by + seen.length) % seen.length].dataset.view, true);
    });
  }
  wide.addEventListener('change', () => show(view));
  show('phone');
  return { show, isWide: () => wide.matches };
}
