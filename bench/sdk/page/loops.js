// @ts-check
// What is timed in the page. `bench.sdk` is the subject, started by `bench.begin`.
{
  /** @type {any} */
  const { bench } = globalThis

  /**
   * Errors captured without a pause, and the pause, in ms: Balefire lets at most 64 events wait, for at most 250 ms,
   * and each subject must have the time to send all.
   */
  const BLOCK = 50
  const PAUSE = 300

  bench.sleep = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

  const { port1, port2 } = new MessageChannel()
  /** A task later, without the delay of timers. */
  const nextTask = () =>
    new Promise((done) => {
      port1.onmessage = done
      port2.postMessage(0)
    })

  // Ten frames, which is what Chromium keeps unless told otherwise; each function is one of the page.
  const f10 = (/** @type {number} */ n) => new Error(`bench error ${n}`)
  const f9 = (/** @type {number} */ n) => f10(n)
  const f8 = (/** @type {number} */ n) => f9(n)
  const f7 = (/** @type {number} */ n) => f8(n)
  const f6 = (/** @type {number} */ n) => f7(n)
  const f5 = (/** @type {number} */ n) => f6(n)
  const f4 = (/** @type {number} */ n) => f5(n)
  const f3 = (/** @type {number} */ n) => f4(n)
  const f2 = (/** @type {number} */ n) => f3(n)
  bench.newError = (/** @type {number} */ n) => f2(n)

  const sum = (/** @type {Iterable<number>} */ list) => [...list].reduce((total, n) => total + n, 0)

  /**
   * Captures errors, one per task. Times the synchronous part of each call (µs); `counting` is what the bench itself
   * took to read the bodies (ms), which is not the subject's.
   */
  bench.capture = async (/** @type {number} */ count, /** @type {number} */ from) => {
    const { requests, bytes } = bench
    const times = new Float64Array(count)
    const arrived = new Set()
    let counting = 0
    for (let n = 0; n < count; n++) {
      const error = bench.newError(from + n)
      const since = performance.now()
      bench.sdk.captureException(error)
      times[n] = (performance.now() - since) * 1000
      await nextTask()
      if ((n + 1) % BLOCK && n + 1 < count) continue
      await bench.sleep(PAUSE)
      const before = performance.now()
      await bench.count(arrived)
      counting += performance.now() - before
    }
    const first = times[0]
    const sorted = times.sort()
    return {
      median: sorted[count >> 1],
      p95: sorted[Math.floor(count * 0.95)],
      mean: sum(times) / count,
      first,
      counting,
      arrived: arrived.size / count,
      requests: bench.requests - requests,
      bytes: (bench.bytes - bytes) / count,
    }
  }

  /** The same loop without a subject. */
  bench.idle = async (/** @type {number} */ count) => {
    for (let n = 0; n < count; n++) {
      bench.newError(n)
      await nextTask()
    }
  }

  /** µs per call, after some calls that are not timed. */
  const perCall = async (/** @type {number} */ count, /** @type {(n: number) => unknown} */ act) => {
    for (let n = 0; n < count / 10; n++) await act(n)
    const since = performance.now()
    for (let n = 0; n < count; n++) {
      const result = act(n)
      if (result) await result
    }
    return ((performance.now() - since) * 1000) / count
  }

  bench.breadcrumbs = (/** @type {number} */ count) =>
    perCall(count, (n) => {
      const data = { n, kind: 'bench' }
      bench.sdk.addBreadcrumb({ category: 'bench', message: `crumb ${n}`, level: 'info', data })
    })

  /** What the page calls by itself, and a subject may have wrapped. */
  bench.wrapped = async (/** @type {number} */ count) => {
    // Two in turn: SDKs pass over a second click on the same element.
    const buttons = ['one', 'two'].map((id) =>
      Object.assign(document.createElement('button'), { id, className: 'a b' }),
    )
    document.body.append(...buttons)
    const target = new EventTarget()
    return {
      consoleLog: await perCall(count, (n) => console.log('hello', n)),
      setTimeout: await perCall(count, () => clearTimeout(setTimeout(() => {}, 1e6))),
      listener: await perCall(count, () => {
        const listener = () => {}
        target.addEventListener('bench', listener)
        target.dispatchEvent(new Event('bench'))
        target.removeEventListener('bench', listener)
      }),
      click: await perCall(count, (n) => {
        buttons[n % 2]?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      }),
      fetch: await perCall(count, () => fetch('/answer')),
    }
  }
}
