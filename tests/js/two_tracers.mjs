// @ts-check
// Balefire's tracing and Sentry's, side by side in Node: the same acts, and what each of them answers.
import * as Sentry from '@sentry/browser'

/** The page of both. */
export const PAGE = 'https://shop.test/cart?step=2'
Object.assign(globalThis, { location: new URL(PAGE) })

const balefire = {
  ...(await import('../../js/package_init.js')),
  ...(await import('../../js/package_tracing.js')),
}
const { publicApi } = await import('../../js/api/public_api.js')
const { page } = await import('../../js/tracing/trace_state.js')
const { tracer } = await import('../../js/tracing/tracer.js')

const DSN = 'https://key@o12.ingest.test/1'

/** @param {Record<string, any>} options */
export const startBalefire = (options = {}) => {
  page.span = page.trace = undefined
  // Those of the test before.
  const stop = tracer.onEnd(() => {})
  tracer.onStart(() => {})()
  stop()
  balefire.initWith({})({ dsn: DSN, release: 'shop@1', defaultIntegrations: false, ...options })
  return /** @type {any} */ ({ ...publicApi, ...balefire, tracer })
}

/** @param {Record<string, any>} options */
export const startSentry = (options = {}) => {
  const traceId = crypto.randomUUID().replaceAll('-', '')
  Sentry.getCurrentScope().setPropagationContext({ traceId, sampleRand: Math.random() })
  Sentry.init({
    dsn: DSN,
    release: 'shop@1',
    defaultIntegrations: false,
    transport: () => ({ send: async () => ({}), flush: async () => true }),
    ...options,
  })
  return /** @type {any} */ (Sentry)
}

/**
 * What both answer to the same act, with the random parts taken out.
 * @param {Record<string, any>} options
 * @param {(api: any) => unknown} act
 */
export const both = async (options, act) => ({
  balefire: plain(await act(startBalefire(options))),
  sentry: plain(await act(startSentry(options))),
})

/** Ids by the order in which they come. @param {unknown} value */
const plain = (value) => {
  /** @type {string[]} */
  const ids = []
  const text = JSON.stringify(value, (_, one) => (one === undefined ? 'undefined' : one)) ?? 'undefined'
  return JSON.parse(
    text.replace(/(sample_rand=)0\.\d+/g, '$1RANDOM').replace(/\b([0-9a-f]{32}|[0-9a-f]{16})\b/g, (id) => {
      if (!ids.includes(id)) ids.push(id)
      return `id ${ids.indexOf(id)}`
    }),
  )
}
