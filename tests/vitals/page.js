// Runs both in one page, and posts what each said whenever the page is hidden.
;(() => {
  const said = { ours: [], theirs: [], errors: [] }
  const note = (reason) => said.errors.push(String(reason?.stack ?? reason))
  addEventListener('error', ({ filename, message }) => filename.includes('ours.js') && note(message))
  addEventListener(
    'unhandledrejection',
    ({ reason }) => String(reason?.stack).includes('ours.js') && note(reason),
  )
  const query = new URLSearchParams(location.search)
  const plain = (value) => {
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof PerformanceEntry || value.startTime !== undefined) return undefined
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  const script = ({ longestScript: it }) => it && { invoker: (it.entry ?? it).invoker, subpart: it.subpart }
  const isBroken = query.has('broken')
  for (const on of isBroken ? [] : ['onLCP', 'onCLS', 'onINP', 'onFCP', 'onTTFB'])
    webVitals[on](
      ({ name, value, rating, id, navigationType, attribution }) =>
        said.theirs.push({
          name: name.toLowerCase(),
          value,
          rating,
          id,
          type: navigationType,
          attribution: {
            ...plain(attribution),
            target: attribution.target ?? attribution.largestShiftTarget ?? attribution.interactionTarget,
            longestScript: script(attribution),
          },
        }),
      { reportSoftNavs: true },
    )
  let vitals
  const start = () => {
    vitals = ours.startVitals(({ name, value, rating, navigationType, navigationId, attribution }) => {
      // Not by `push`: a page may have broken it.
      said.ours[said.ours.length] = {
        name,
        value,
        rating,
        id: navigationId ?? 'load',
        type: navigationType,
        attribution: {
          ...attribution,
          target: attribution.target ?? attribution.largestShiftTarget ?? attribution.interactionTarget,
          longestScript: script(attribution),
        },
      }
    })
    return vitals.ready
  }
  // As stage 3: some time after the page has loaded, when most entries have come.
  if (query.get('start') === 'late')
    addEventListener('load', () =>
      setTimeout(
        () => start().then((isThere) => (document.documentElement.dataset.started = Number(isThere))),
        300,
      ),
    )
  else start().then((isThere) => (document.documentElement.dataset.started = Number(isThere)))
  addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return
    vitals?.flush()
    navigator.sendBeacon(
      `/said?case=${query.get('case')}`,
      JSON.stringify({ ...said, early: ours.earlyVitals() }),
    )
  })
  /** As a browser does when another tab is shown. */
  window.hide = (isHidden = true) => {
    if (isHidden) Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    else delete document.visibilityState
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }
  /** Keeps the page busy. */
  window.busy = (ms) => {
    const end = performance.now() + ms
    while (performance.now() < end);
  }
})()
