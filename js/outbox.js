// @ts-check
import { attempt, now as clock, isoOf, timer, warn } from './builtins.js'
import { ANSWERED, INIT, LOSSES, load, TAKE } from './core.js'
import { fallback } from './fallback.js'
import { join } from './fields.js'
import { add, filter } from './lists.js'
import { hasRoom, post } from './send.js'

/**
 * The way to the core, and from it to the server. Until the core is there nothing can be asked of it; where it cannot
 * come, or dies, its stand-in takes its place.
 * @param {{ url: string, tunnelled: string, rate: number, flags: string, wasm: Parameters<typeof load>[0], fetch: typeof fetch }} how
 * @param {() => void} begin called once the core or its stand-in can be asked
 */
export const outbox = ({ url, tunnelled, rate, flags, wasm, fetch }, begin) => {
  const standIn = fallback()
  /** @type {import('./core.js').Call | undefined} */
  let call
  let isDue = false
  /** @type {Promise<unknown>[]} */
  let sending = []

  /** @param {import('./core.js').Call} core */
  const use = (core) => {
    // It may take the place of the stand-in, where the page was almost left before the core came.
    call = core
    run(INIT, flags, 0, rate)
    begin()
  }

  /** @param {number} op @param {string} [text] @param {number} [now] @param {number} [number] @returns {string} */
  const run = (op, text = '', now = clock(), number = 0) => {
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

  /** @param {string} envelope */
  const send = async (envelope) => {
    const [, kind] = /"type":"(\w+)/.exec(envelope) ?? []
    const { status, headers } = await post(
      fetch,
      url,
      tunnelled ? envelope.replace('{', `{"dsn":"${tunnelled}",`) : envelope,
    )
    run(ANSWERED, join([...headers, kind]), clock(), status)
    drain()
  }

  /** What there is no room for waits in the core, which counts what it has no room for. */
  const drain = (leaving = false) => {
    isDue = false
    const at = attempt(() => isoOf(new Date())) ?? ''
    const next = () => (leaving || hasRoom()) && (run(TAKE, at) || (leaving && run(LOSSES, at)))
    for (let envelope = next(); envelope; envelope = next()) track(send(envelope))
  }

  /** What `flush` waits for. @param {Promise<unknown>} work */
  const track = (work) => {
    const done = (async () => {
      try {
        await work
      } catch (error) {
        warn('', error)
      }
      sending = filter(sending, (one) => one !== done)
    })()
    add(sending, done)
  }

  const open = async () => {
    /** @type {import('./core.js').Call} */
    let core = standIn
    try {
      core = await load(wasm, fetch)
    } catch (error) {
      warn(' no wasm core:', error)
    }
    use(core)
  }
  const ready = open()

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
    flush(timeout, work) {
      const all = async () => {
        await ready
        // What is sent may be followed by what a function of the page's has made of an event meanwhile.
        for (;;) {
          work()
          drain()
          if (!sending.length) return true
          await sending[0]
        }
      }
      return Promise.race([all(), new Promise((resolve) => timer(() => resolve(false), timeout))])
    },
  }
}
