// @ts-check
// Pages that have replaced what vitals need: they get no vitals, or fewer, and no error of ours.

const BODY = '<p>Text</p><button id=go onclick="busy(60)">Go</button>'
const thrower = "() => { throw new Error('broken by the page') }"

const ALL = ['cls', 'fcp', 'inp', 'lcp', 'ttfb']
/** Those that need no module. */
const EARLY = ALL.filter((name) => name !== 'inp')

/** @param {string} name @param {string[]} left the metrics that are reported nevertheless @param {string} act */
const broken = (name, left, act) => ({
  name: `broken ${name}`,
  left,
  query: 'broken=1',
  head: `<script>${act}</script>`,
  body: BODY,
  act: async (/** @type {import('../cases.mjs').Actor} */ { click }) => click('#go'),
})

/** @type {(import('../cases.mjs').Case & { left: string[] })[]} */
export const BROKEN_CASES = [
  broken('observer', ['ttfb'], 'delete window.PerformanceObserver'),
  broken(
    'functions of the observer',
    ['ttfb'],
    `for (const name of ['observe', 'takeRecords', 'disconnect']) PerformanceObserver.prototype[name] = ${thrower}`,
  ),
  broken(
    'timeline',
    ALL.filter((name) => name !== 'ttfb'),
    `for (const name of ['getEntriesByType', 'getEntriesByName', 'now']) Performance.prototype[name] = ${thrower}`,
  ),
  broken(
    'entries',
    [],
    `for (const name of ['startTime', 'entryType', 'duration']) Object.defineProperty(PerformanceEntry.prototype, name, { get: ${thrower} })`,
  ),
  broken(
    'lists',
    ALL,
    `for (const name of ['map', 'filter', 'push', 'sort', 'includes', 'concat']) Array.prototype[name] = ${thrower}`,
  ),
  broken(
    'elements',
    ALL,
    `Object.defineProperty(Node.prototype, 'parentNode', { get: ${thrower} }); Element.prototype.getAttribute = ${thrower}`,
  ),
  broken('timers', ALL, `window.requestIdleCallback = window.requestAnimationFrame = ${thrower}`),
  broken('wasm', EARLY, `WebAssembly.instantiate = ${thrower}`),
  broken('wasm that is missing', EARLY, 'delete window.WebAssembly'),
]
