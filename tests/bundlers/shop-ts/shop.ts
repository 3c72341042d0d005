// The app of ../shop in TypeScript, under `strict`.
import * as Balefire from 'balefire'

declare global {
  var ids: string[]
}

const dsn = new URLSearchParams(globalThis.location?.search).get('dsn') ?? ''
const options: Balefire.Options = {
  dsn,
  environment: 'test',
  beforeSend(event, hint) {
    if (hint.originalException instanceof TypeError) return null
    return event
  },
}
Balefire.init(options)

export const isReporting: boolean = Balefire.isEnabled()

interface Shelf {
  lanterns: number
}

const readStock = (shelf: Shelf): number => {
  if (!shelf.lanterns) throw new RangeError('The shelf is empty')
  return shelf.lanterns
}

const order = (what: string): number => {
  try {
    return readStock({ lanterns: 0 })
  } catch (cause) {
    throw new Error(`${what} was not ordered`, { cause })
  }
}

/** One capture of each kind, and an error that nobody handles. */
export const open = (): void => {
  const ids: string[] = []
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
