// @ts-check
// A page that stays open for a day, by a clock of its own: what the performance stage holds does not grow.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How much more may be alive after a day than after eight hours, when all code is compiled, in bytes. */
const GROWTH = 150_000

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc')

/** What is alive. */
const heap = () => {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

const page = /** @type {any} */ (globalThis)

/** The page's clock, timers and entries, set before the SDK takes them. */
const simulated = () => {
  let time = 0
  /** @type {{ at: number, act: () => void }[]} */
  let timers = []
  /** @type {{ types: string[], act: (list: any) => void }[]} */
  const observers = []
  class FakeObserver {
    static supportedEntryTypes = ['resource', 'mark', 'measure', 'long-animation-frame']
    /** @param {(list: any) => void} act */
    constructor(act) {
      /** @type {{ types: string[], act: (list: any) => void }} */
      this.own = { types: [], act }
      observers.push(this.own)
    }
    /** @param {{ type: string }} options */
    observe({ type }) {
      this.own.types.push(type)
    }
    takeRecords() {
      return []
    }
    disconnect() {}
  }
  page.PerformanceObserver = FakeObserver
  const origin = Date.now()
  const NativeDate = Date
  page.Date = class extends NativeDate {
    constructor() {
      super(origin + time)
    }
  }
  class FakePerformance {
    timeOrigin = origin
    now() {
      return time
    }
    getEntriesByType() {
      return []
    }
    getEntriesByName() {
      return []
    }
  }
  page.Performance = FakePerformance
  Object.defineProperty(page, 'performance', { value: new FakePerformance(), configurable: true })
  page.setTimeout = (/** @type {() => void} */ act, ms = 0) => void timers.push({ at: time + ms, act })
  page.location = new URL('https://shop.test/')
  return {
    now: () => time,
    forward(/** @type {number} */ ms) {
      const until = time + ms
      for (;;) {
        const next = timers.reduce(
          (/** @type {any} */ first, one) => (one.at <= until && !(first?.at <= one.at) ? one : first),
          undefined,
        )
        if (!next) break
        timers = timers.filter((one) => one !== next)
        time = Math.max(time, next.at)
        next.act()
      }
      time = until
    },
    emit(/** @type {any} */ entry) {
      for (const { types, act } of observers)
        if (types.includes(entry.entryType)) act({ getEntries: () => [entry] })
    },
  }
}

test('a day of navigations, requests, marks and long frames leaves nothing behind', async () => {
  const clock = simulated()
  const [{ publicApi, start }, { startPerformance }, segments, { startInactiveSpan }, { tracer }] =
    await Promise.all([
      import('../../js/api/public_api.js'),
      import('../../js/on_demand/performance/stage3.js'),
      import('../../js/tracing/page_segments.js'),
      import('../../js/tracing/spans.js'),
      import('../../js/tracing/tracer.js'),
    ])
  let items = 0
  let sentSpans = 0
  start(
    { dsn: 'https://k@a.test/1', tracesSampleRate: 1 },
    {
      chooseIntegrations: () => [],
      makeStage2: /** @type {any} */ (
        () => ({
          begin: () => () => {},
          load() {},
          sendItem(/** @type {any} */ { container }) {
            items++
            sentSpans += container.item_count
          },
        })
      ),
    },
  )
  const name = { origin: 'auto.navigation.browser', source: 'url' }
  segments.startBrowserTracingPageLoadSpan(0, { name: '/', ...name })
  startPerformance(
    publicApi.getClient(),
    { tracer, startNavigation: segments.startBrowserTracingNavigationSpan },
    {},
    () => ({ ready: Promise.resolve(true), flush() {}, stop() {} }),
  )

  /** A minute of an app that polls, marks, and now and then navigates. @param {number} minute */
  const minute = (minute) => {
    if (minute % 5 === 0)
      segments.startBrowserTracingNavigationSpan(
        0,
        { name: `/items/${minute}`, ...name },
        { url: `/items/${minute}` },
      )
    for (let at = 0; at < 6; at++) {
      const url = `https://shop.test/poll?${minute}-${at}`
      const span = startInactiveSpan({
        name: 'GET shop.test',
        op: 'http.client',
        origin: 'auto.http.browser',
        attributes: { 'url.full': url },
      })
      clock.forward(100)
      span.end()
      const startTime = clock.now() - 90
      const entry = { entryType: 'resource', initiatorType: 'fetch', name: url, startTime, duration: 80 }
      clock.emit({ ...entry, responseEnd: startTime + 80, nextHopProtocol: 'h2' })
      clock.emit({ ...entry, initiatorType: 'img', name: `https://shop.test/${minute}-${at}.png` })
      for (let mark = 0; mark < 20; mark++)
        clock.emit({ entryType: 'mark', name: `mark ${mark}`, startTime: clock.now(), duration: 0 })
      clock.emit({ entryType: 'long-animation-frame', startTime, duration: 80, scripts: [] })
      clock.forward(9900)
    }
  }

  let at = 0
  const until = (/** @type {number} */ end) => {
    while (clock.now() < end) minute(at++)
  }
  until(8 * HOUR)
  const before = heap()
  const sentBefore = items
  until(24 * HOUR)
  const growth = heap() - before
  assert.ok(items > sentBefore, 'spans are sent')
  assert.ok(sentSpans >= 24 * 60 * 6, `${sentSpans} spans`)
  assert.ok(growth < GROWTH, `${growth} bytes more`)
  process.stderr.write(
    `# heap after a day: ${Math.round(growth / 1000)} KB more than after eight hours, ${sentSpans} spans\n`,
  )
})
