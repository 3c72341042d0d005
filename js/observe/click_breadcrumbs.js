// @ts-check

import { map } from '../builtins/lists.js'
import { attempt, listen } from '../builtins/originals.js'
import { elementPath, tag } from './element.js'
import { all } from './instrument/wrap.js'

/** Events of one kind on one element that follow each other within this time, in ms, are one breadcrumb. */
const DEBOUNCE = 1000

/** @param {any} target */
const isTextField = (target) => /^(input|textarea)$/.test(tag(target)) || target.isContentEditable

/** Clicks and key presses in text fields become breadcrumbs. @param {import('../recorder/add_breadcrumb.js').AddBreadcrumb} addBreadcrumb */
export const observeClicks = (addBreadcrumb) => {
  let lastType = ''
  let lastTime = 0
  /** @type {WeakRef<object> | undefined} weak, as the page may remove the element */
  let lastTarget
  const onEvent = (/** @type {Event} */ event) => {
    const { type, timeStamp } = event
    // `target` would be the host of a shadow tree.
    const path = event.composedPath()
    const target = /** @type {EventTarget} */ (path[0])
    if (type === 'keypress' && !isTextField(target)) return
    const isSame = type === lastType && target === lastTarget?.deref() && timeStamp - lastTime < DEBOUNCE
    lastTime = timeStamp
    if (isSame) return
    lastType = type
    lastTarget = new WeakRef(target)
    const { message, component } = elementPath(path)
    if (message)
      addBreadcrumb(
        {
          category: type === 'click' ? 'ui.click' : 'ui.input',
          message,
          ...(component && { data: { 'ui.component_name': component } }),
        },
        { event, name: type },
      )
  }
  return all(
    map(['click', 'keypress'], (type) => listen(type, (event) => attempt(() => onEvent(event)), true)),
  )
}
