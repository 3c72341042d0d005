// @ts-check
// A page that traces, with its performance stage, without a browser.
import { afterEach, beforeEach } from 'node:test'
import { publicApi, start } from '../../js/api/public_api.js'
import { startPerformance } from '../../js/on_demand/performance/stage3.js'
import {
  startBrowserTracingNavigationSpan,
  startBrowserTracingPageLoadSpan,
} from '../../js/tracing/page_segments.js'
import { page } from '../../js/tracing/trace_state.js'
import { tracer } from '../../js/tracing/tracer.js'

const tracing = { tracer, startNavigation: startBrowserTracingNavigationSpan }
export const URL_SOURCE = { origin: 'auto.navigation.browser', source: 'url' }

/** What the page has sent. @type {any[]} */
export const sent = []
/** @type {() => void} */
let stopStage = () => {}
/** @type {(vital: any) => void} */
let tell = () => {}

/** Stops the stage. */
export const stop = () => stopStage()
/** A vital, as the browser would tell the stage. @param {any} vital */
export const report = (vital) => tell(vital)
/** Starts a stage. @param {(hear: (told: (vital: any) => void) => void) => () => void} begin */
export const startWith = (begin) => {
  stopStage = begin((told) => {
    tell = told
  })
}

/** The spans that were sent, by name. */
export const spans = () =>
  sent.flatMap(({ payload, type }) => (type === 'span' ? JSON.parse(payload).items : []))
export const named = (/** @type {string} */ name) => spans().find((span) => span.name === name)

/** The span has ended, and the stage has had a turn for it. @param {any} span */
export const ended = async (span) => {
  while (!span.note.end) await pause(5)
  await pause(20)
}

export const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** A page at an address, and its stage. @param {any} [settings] @param {any} [options] @param {string} [path] */
export const open = (settings = {}, options = {}, path = '/users/17') => {
  Object.assign(globalThis, { location: new URL(`https://shop.test${path}`) })
  start(
    { dsn: 'https://k@a.test/1', tracesSampleRate: 1, defaultIntegrations: false, ...options },
    {
      chooseIntegrations: () => [],
      makeStage2: /** @type {any} */ (
        () => ({
          begin: () => () => {},
          load() {},
          finish() {},
          flush: async () => true,
          sendItem: (/** @type {any} */ item) => sent.push(item),
          work() {},
        })
      ),
    },
  )
  const load = startBrowserTracingPageLoadSpan(0, {
    name: path,
    origin: 'auto.pageload.browser',
    source: 'url',
  })
  const startStage = () => {
    startWith((hear) =>
      startPerformance(publicApi.getClient(), tracing, { idleTimeout: 40, ...settings }, (told) => {
        hear(told)
        return { flush() {}, stop() {} }
      }),
    )
  }
  return { load, startStage }
}

beforeEach(() => {
  sent.length = 0
})
afterEach(() => {
  stop()
  publicApi.close()
  page.span = page.trace = undefined
})
