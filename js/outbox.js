// @ts-check
import { ANSWERED, INIT, LOSSES, load, TAKE } from './core.js'
import { fallback } from './fallback.js'
import { join } from './fields.js'
import { hasRoom, post } from './send.js'

/**
 * The way to the core, and from it to the server. Until the core is there nothing can be asked of it; where it cannot
 * come, or dies, its stand-in takes its place.
 * @param {{ url: string, tunnelled: string, rate: number, flags: string, wasm: Parameters<typeof load>[0], fetch: typeof fetch, timer: typeof setTimeout }} how
 * @param {() => void} begin called once the core or its stand-in can be asked
 */
export const outbox = ({ url, tunnelled, rate, flags, wasm, fetch, timer }, begin) => {
  const standIn = fallback()
  /** @type {import('./core.js').Call | undefined} */
  let call
  let isDue = false
  const sending = new Set()

  /** @param {import('./core.js').Call} core */
  const use = (core) => {
    // It may take the place of the stand-in, where the page was almost left before the core came.
    call = core
    run(INIT, flags, 0, rate)
    begin()
  }

  /** @param {number} op @param {string} [text] @param {number} [now] @param {number} [number] @returns {string} */
  const run = (op, text = '', now = Date.now(), number = 0) => {
    try {
      return call?.(op, text, now, number) ?? ''
    } catch {
      if (call === standIn) return ''
      // The core died of its own panic: go on without it.
      call = standIn
      run(INIT, flags, 0, rate)
      return run(op, text, now, number)
    }
  }

  /** What there is no room for waits in the core, which counts what it has no room for. */
  const drain = (leaving = false) => {
    isDue = false
    const at = new Date().toISOString()
    const next = () => (leaving || hasRoom()) && (run(TAKE, at) || (leaving && run(LOSSES, at)))
    for (let envelope = next(); envelope; envelope = next()) {
      const [, kind] = envelope.split(/"type":"(\w+)/)
      track(
        post(fetch, url, tunnelled ? envelope.replace('{', `{"dsn":"${tunnelled}",`) : envelope).then(
          ({ status, headers }) => {
            run(ANSWERED, join([...headers, kind]), Date.now(), status)
            drain()
          },
        ),
      )
    }
  }

  /** What `flush` waits for. @param {Promise<unknown>} work */
  const track = (work) => {
    const done = work.finally(() => sending.delete(done))
    sending.add(done)
  }

  const ready = load(wasm, fetch).then(use, (error) => {
    console.warn('balefire: no wasm core:', error)
    use(standIn)
  })

  return {
    run,
    track,
    drain,
    /** Asks the core, and comes for envelopes when it says so. @param {Parameters<typeof run>} args */
    tell(...args) {
      const ms = run(...args)
      if (ms === '0') drain()
      else if (ms && !isDue) {
        isDue = true
        timer(drain, Number(ms))
      }
    },
    isOpen: () => Boolean(call),
    /** Goes on without the core, if it is not there yet. */
    waitNoMore: () => call ?? use(standIn),
    /** Whether all was sent within the time, in ms. @param {number} timeout @param {() => void} work */
    async flush(timeout, work) {
      const done = ready.then(async () => {
        // What is sent may be followed by what a function of the page's has made of an event meanwhile.
        for (;;) {
          work()
          drain()
          if (!sending.size) return true
          await Promise.all(sending)
        }
      })
      return Promise.race([done, new Promise((resolve) => timer(resolve, timeout, false))])
    },
  }
}
