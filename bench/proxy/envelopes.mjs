// @ts-check
// Envelopes of two sizes, as a page in React would send them: the same in every run but for the event's id, which the
// generator writes where 32 zeros stand.

const BLANK = '0'.repeat(32)

const WORDS =
  'checkout cart render user fetch bundle react hook effect state reduce dispatch token order price total item list view page route load save query index parse'.split(
    ' ',
  )

/** Sentry's SDK keeps so many breadcrumbs. */
const CRUMBS = 100

/**
 * What an envelope is made of; `bytes` is filled up with breadcrumbs, then with `extra`.
 * @typedef {{ bytes: number, frames: number, hasSource: boolean }} Shape
 */

/** @type {Record<string, Shape>} */
export const SHAPES = {
  '4k': { bytes: 4 << 10, frames: 8, hasSource: false },
  '60k': { bytes: 60 << 10, frames: 40, hasSource: true },
}

/** The text of an envelope with one error. @param {Shape} shape */
export function envelope({ bytes, frames, hasSource }) {
  const draw = dice()
  const event = base(Array.from({ length: frames }, () => frame(draw, hasSource)))
  while (event.breadcrumbs.length < CRUMBS && wrapped(event).length < bytes)
    event.breadcrumbs.push(crumb(draw, event.breadcrumbs.length))
  /** @type {Record<string, string>} */
  const state = {}
  for (let n = 0; wrapped({ ...event, extra: { state } }).length < bytes; n++)
    state[`k${n}`] = words(draw, 12)
  return wrapped(Object.keys(state).length > 0 ? { ...event, extra: { state } } : event)
}

function wrapped(/** @type {object} */ event) {
  const text = JSON.stringify(event)
  const sdk = { name: 'sentry.javascript.react', version: '9.12.0' }
  const header = { event_id: BLANK, sent_at: '2026-11-23T00:00:00.000Z', sdk }
  return `${JSON.stringify(header)}\n${JSON.stringify({ type: 'event', length: text.length })}\n${text}\n`
}

/** @returns {Record<string, any> & { breadcrumbs: object[] }} */
const base = (/** @type {object[]} */ frames) => ({
  event_id: BLANK,
  timestamp: 1763856000.123,
  platform: 'javascript',
  level: 'error',
  environment: 'production',
  release: 'shop-web@3.14.1',
  sdk: {
    name: 'sentry.javascript.react',
    version: '9.12.0',
    integrations: [
      'InboundFilters',
      'FunctionToString',
      'BrowserApiErrors',
      'Breadcrumbs',
      'GlobalHandlers',
      'LinkedErrors',
      'Dedupe',
      'HttpContext',
    ],
    packages: [{ name: 'npm:@sentry/react', version: '9.12.0' }],
  },
  exception: {
    values: [
      {
        type: 'TypeError',
        value: "Cannot read properties of undefined (reading 'total')",
        mechanism: { type: 'generic', handled: false },
        stacktrace: { frames },
      },
    ],
  },
  request: {
    url: 'http://shop.example/cart?coupon=x',
    headers: {
      Referer: 'http://shop.example/',
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
    },
  },
  user: { id: 'u-48213', ip_address: '{{auto}}' },
  tags: { page: 'cart', ab: 'b' },
  contexts: {
    trace: { trace_id: 'c91b6f5a5e8c4b0f8f2e7d3a1b2c3d4e', span_id: 'b7ad6b7169203331' },
    culture: { locale: 'zh-CN', timezone: 'Asia/Shanghai' },
  },
  breadcrumbs: [],
})

/** @typedef {(below: number) => number} Draw */

function frame(/** @type {Draw} */ draw, /** @type {boolean} */ hasSource) {
  const hash = draw(2 ** 32)
    .toString(16)
    .padStart(8, '0')
  const [first, second] = [words(draw, 1), words(draw, 1)]
  const lines = () => Array.from({ length: 5 }, () => words(draw, 8))
  return {
    filename: `http://shop.example/assets/index-${hash}.js`,
    function: first + second.charAt(0).toUpperCase() + second.slice(1),
    in_app: true,
    lineno: 1 + draw(40),
    colno: 1 + draw(90_000),
    ...(hasSource && { pre_context: lines(), context_line: words(draw, 10), post_context: lines() }),
  }
}

function crumb(/** @type {Draw} */ draw, /** @type {number} */ n) {
  const timestamp = 1763856000 + n
  if (n % 3 === 0) {
    const message = `div#root > main.page > button.btn-${words(draw, 1)}`
    return { timestamp, category: 'ui.click', message }
  }
  if (n % 3 === 1) {
    const data = { method: 'GET', url: `/api/v1/${words(draw, 1)}/${draw(10_000)}`, status_code: 200 }
    return { timestamp, type: 'http', category: 'fetch', data }
  }
  const data = { logger: 'console', arguments: [words(draw, 4)] }
  return { timestamp, category: 'console', level: 'warning', message: words(draw, 9), data }
}

const words = (/** @type {Draw} */ draw, /** @type {number} */ count) =>
  Array.from({ length: count }, () => WORDS[draw(WORDS.length)]).join(' ')

/** Numbers that are the same in every run: <https://en.wikipedia.org/wiki/Xorshift> @returns {Draw} */
function dice() {
  let state = 7
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
