// @ts-check
// Brings a subject into the page, and makes it speak of everything once.
{
  /** @type {any} */
  const page = globalThis
  const { bench } = page
  /** @type {HTMLScriptElement} */
  let tag

  /** Fetches a subject, so that nothing but compiling and running is left. @param {string} name @param {string} src */
  bench.prepare = async (name, src) => {
    const text = await (await bench.fetch(src)).text()
    tag = document.createElement('script')
    tag.text = text
    tag.crossOrigin = 'anonymous'
    // Inline, so that the network is not timed; and yet it knows where it lies, as behind a real tag.
    Object.defineProperty(tag, 'src', { value: new URL(src, location.href).href })
    bench.globalName = name
    await bench.sleep(50)
  }

  /** Evaluates and starts the subject; how long both took, in ms. */
  bench.begin = () => {
    const start = performance.now()
    document.head.append(tag)
    const evaluated = performance.now()
    bench.sdk = page[bench.globalName]
    bench.sdk.init({
      dsn: `http://0123456789abcdef0123456789abcdef@${location.host}/1`,
      release: 'bench@1.0.0',
      // The bench's errors are alike, and that is no reason to drop them.
      integrations: (/** @type {{ name: string }[]} */ defaults) =>
        defaults.filter(({ name }) => name !== 'Dedupe'),
    })
    const initialized = performance.now()
    return { evaluate: evaluated - start, init: initialized - evaluated, both: initialized - start }
  }

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
    await bench.sdk.flush()
    await bench.sleep(300)
    return bench.take()
  }
}
