// @ts-check
import { text } from '../fields.js'
import { wrap } from './wrap.js'

/** Sentry's levels by the console's. */
const LEVELS = { debug: 'debug', info: 'info', log: 'info', warn: 'warning', error: 'error' }

/** What the page writes to the console becomes breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export function observeConsole(recorder) {
  const undos = Object.entries(LEVELS).map(([name, level]) =>
    wrap(console, name, (_, args) => {
      const message = args.map(text).join(' ').slice(0, 1000)
      // Our own warnings are not the page's.
      if (!message.startsWith('balefire:')) recorder.addBreadcrumb({ category: 'console', level, message })
    }),
  )
  return () => {
    for (const undo of undos) undo()
  }
}
