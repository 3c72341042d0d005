// @ts-check
import { add, map, newest, some } from '../builtins/lists.js'
import { attempt, timer } from '../builtins/originals.js'
import { isObject } from '../builtins/types.js'
import { onConsole, textOf } from './instrument/console.js'
import { plainCopy } from './plain_copy.js'

/** Most breadcrumbs whose arguments are not copied yet. */
const MAX_FRESH = 100

/** Deepest level of the arguments: Sentry's default, and their list. */
const DEPTH = 4

/** Console output of the page becomes breadcrumbs. @param {import('../recorder/add_breadcrumb.js').AddBreadcrumb} addBreadcrumb */
export const observeConsole = (addBreadcrumb) => {
  /** @type {{ arguments: any[] }[]} */
  let fresh = []
  // In the next task, when no getter of the page is in the middle of something. Without this the ring would keep the
  // objects of a hundred calls alive, and events would show their later state.
  const settle = () => {
    const settled = fresh
    fresh = []
    map(settled, (data) => {
      data.arguments = attempt(() => plainCopy(data.arguments, DEPTH)) ?? []
    })
  }
  return onConsole({
    write(message, level, args) {
      const data = {
        arguments: map(args, (arg) => (typeof arg === 'string' ? textOf(arg) : arg)),
        logger: 'console',
      }
      addBreadcrumb({ category: 'console', level, message, data }, { input: args, level })
      if (!some(data.arguments, isObject)) return
      if (!fresh.length) timer(settle)
      add(fresh, data)
      if (fresh.length > MAX_FRESH) fresh = newest(fresh, MAX_FRESH)
    },
  })
}
