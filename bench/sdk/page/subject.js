// @ts-check
// Brings a subject into the page, and makes it report something of everything once.
{
  /** @type {any} */
  const page = globalThis
  const { bench } = page
  /** @type {HTMLScriptElement} */
  let tag

  /** @type {any} */
  let subject

  /** Fetches a subject, so that nothing but compiling and running is left. @param {any} settings of ../subjects.mjs */
  bench.prepare = async (settings) => {
    subject = settings
    bench.value = new RegExp(settings.value, 'g')
    const text = await (await bench.fetch(subject.src)).text()
    tag = document.createElement('script')
    tag.text = text
    tag.crossOrigin = 'anonymous'
    // Inline, so that the network is not timed; and yet it knows where it lies, as behind a real tag.
    Object.defineProperty(tag, 'src', { value: new URL(subject.src, location.href).href })
    await bench.sleep(50)
  }

  /** Evaluates and starts the subject; how long both took, in ms. */
  bench.begin = () => {
    const start = performance.now()
    document.head.append(tag)
    const evaluated = performance.now()
    bench.sdk = page[subject.global]
    bench.sdk.init(bench.optionsOf(subject))
    const initialized = performance.now()
    return { evaluate: evaluated - start, init: initialized - evaluated, both: initialized - start }
  }

  /** All that was captured is sent, or has had the time to be, in ms. */
  bench.flush = () => bench.sdk.flush(10_000)

  const inline = (/** @type {string} */ text) =>
    document.head.append(Object.assign(document.createElement('script'), { text }))

  /** Something of everything; the bodies that were sent. @returns {Promise<string[]>} */
  bench.smoke = async () => {
    bench.sdk.addBreadcrumb({ category: 'smoke', message: 'smoke: breadcrumb', level: 'info' })
    const acts = [
      () => inline("throw new Error('smoke: onerror')"),
      () =>
        setTimeout(() => {
          throw new Error('smoke: timer')
        }),
      () => void Promise.reject(new Error('smoke: rejection')),
      () => bench.sdk.captureException(new Error('smoke: capture')),
      () => bench.sdk.captureException(new Error('smoke: outer', { cause: new Error('smoke: cause') })),
    ]
    for (const act of acts) {
      act()
      await bench.sleep(30)
    }
    await bench.flush()
    await bench.sleep(300)
    return bench.take()
  }
}
