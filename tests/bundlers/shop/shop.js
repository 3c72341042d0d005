// An app as a user writes it: `init` where the module is evaluated, also where a server renders.
import * as Balefire from 'balefire'

const dsn = new URLSearchParams(globalThis.location?.search).get('dsn') ?? ''
Balefire.init({ dsn, environment: 'test' })

export const isReporting = Balefire.isEnabled()

const readStock = (shelf) => {
  if (!shelf.lanterns) throw new RangeError('The shelf is empty')
  return shelf.lanterns
}

const order = (what) => {
  try {
    return readStock({ lanterns: 0 })
  } catch (cause) {
    throw new Error(`${what} was not ordered`, { cause })
  }
}

/** One capture of each kind, and an error that nobody handles. */
export const open = () => {
  const ids = []
  try {
    order('The red lantern')
  } catch (error) {
    ids.push(Balefire.captureException(error, { tags: { shelf: 'north' } }))
  }
  ids.push(Balefire.captureMessage('The shop is open', 'info'))
  ids.push(Balefire.captureEvent({ message: 'The till is ready', level: 'warning' }))
  globalThis.ids = ids
  setTimeout(() => order('The blue lantern'))
}
