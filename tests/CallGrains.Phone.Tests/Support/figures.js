// The browser's own figures: long tasks, and how long a click takes to be seen. Clicks are real ones to the page.
(() => {
  const tasks = [];
  const clicks = [];
  const of = (list, part) => Math.round([...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? 0);
  new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask', buffered: true });
  window.figures = {
    click: n => {
      const all = [...document.querySelectorAll('.ladder-row, .call-row, .line')].filter(element => element.checkVisibility());
      const start = performance.now();
      all[(n * 7) % all.length]?.click();
      return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(clicks.push(performance.now() - start)))));
    },
    tell: () => `first paint ${Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1)} ms; ${tasks.length} long tasks, longest ${of(tasks, 1)} ms; `
      + `${clicks.length} clicks, until seen p50 ${of(clicks, 0.5)} ms, p95 ${of(clicks, 0.95)} ms, longest ${of(clicks, 1)} ms; ${document.querySelectorAll('.ladder-row, .call-row').length} rows in the page`,
  };
})();
