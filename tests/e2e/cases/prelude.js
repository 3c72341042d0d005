// What every case's page begins with: the runner puts DSN, OTHER_DSN, OTHER_SITE and ARRIVED before it. The page says
// that it is done, and what it has seen.
{
  const { fetch, console } = globalThis
  const { warn } = console
  const complaints = []
  console.warn = (...args) => {
    if (String(args[0]).startsWith('balefire:')) complaints.push(args.map(String).join(' '))
    warn.apply(console, args)
  }
  globalThis.finished = new Promise((resolve) => {
    /** Ends the case, once all is sent; `told` is compared with what expect.json says. */
    globalThis.done = async (told) => {
      await globalThis.Balefire?.flush?.()
      resolve({ told, complaints })
    }
  })
  /** Ends the case after an event of the window. */
  globalThis.doneOn = (kind) => globalThis.addEventListener(kind, () => done())
  /** The types of the items that have arrived until now. */
  globalThis.arrived = async () => (await fetch(ARRIVED)).json()
  /** Waits until so many items of a type have arrived. */
  globalThis.untilArrived = async (type, count = 1) => {
    while ((await arrived()).filter((item) => item === type).length < count)
      await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
