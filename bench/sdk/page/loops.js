// @ts-check
// What is timed in the page. `bench.sdk` is the subject, started by `bench.begin`.
{
  /** @type {any} */
  const { bench } = globalThis

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

  /**
   * Captures errors, one per task, and waits.
   * @param {number} count
   * @param {number} from
   * @param {number} pause in ms
   * @returns {Promise<number[]>} how long each call took, in µs
   */
  bench.capture = async (count, from, pause) => {
    const times = []
    for (let n = 0; n < count; n++) {
      const error = bench.newError(from + n)
      const since = performance.now()
      bench.sdk.captureException(error)
      times.push((performance.now() - since) * 1000)
      await nextTask()
    }
    await bench.sleep(pause)
    return times
  }

  /** The same without a subject. @param {number} count @param {number} pause in ms */
  bench.idle = async (count, pause) => {
    const times = []
    for (let n = 0; n < count; n++) {
      bench.newError(n)
      const since = performance.now()
      times.push((performance.now() - since) * 1000)
      await nextTask()
    }
    await bench.sleep(pause)
    return times
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
