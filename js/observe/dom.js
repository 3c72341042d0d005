// @ts-check
import { all } from './wrap.js'

/** How many elements of the path are named, and how long the text may get, in characters: as in Sentry's SDK. */
const MAX_LEVELS = 5
const MAX_LENGTH = 80
/** Events of one kind on one element that follow each other within this time, in ms, are one breadcrumb. */
const DEBOUNCE = 1000

const SEPARATOR = ' > '

/** Attributes that tell elements apart and hold nothing the visitor wrote. */
const ATTRIBUTES = ['aria-label', 'type', 'name', 'title', 'alt']

/** In a form, `form.id` and `form.getAttribute` are fields of these names. @param {Element} element @param {string} name */
const attribute = (element, name) => Element.prototype.getAttribute.call(element, name)

/** @param {any} element */
const tag = (element) => {
  try {
    return element.tagName.toLowerCase()
  } catch {
    // A form's field of that name, or a getter of the page's.
    return '<unknown>'
  }
}

/** @param {Element} element */
const name = (element) => {
  const id = attribute(element, 'id')
  const classes = attribute(element, 'class')?.trim()
  return (
    tag(element) +
    (id ? `#${id}` : '') +
    (classes ? `.${classes.replace(/\s+/g, '.')}` : '') +
    ATTRIBUTES.map((key) => {
      const value = attribute(element, key)
      return value ? `[${key}="${value}"]` : ''
    }).join('')
  )
}

/** The element in words, and the component it is part of, if the page's build named it. @param {EventTarget[]} path */
const describe = (path) => {
  /** @type {string | null | undefined} */
  let component
  let message = ''
  let isFull = false
  // Shadow roots are in the path and have no name.
  const elements = /** @type {Element[]} */ (path.filter((/** @type {any} */ { nodeType }) => nodeType === 1))
  for (const element of elements.slice(0, MAX_LEVELS)) {
    const own = attribute(element, 'data-sentry-component') || attribute(element, 'data-sentry-element')
    component ||= own
    const longer = (own || name(element)) + (message && SEPARATOR + message)
    isFull ||= tag(element) === 'html' || Boolean(message && longer.length >= MAX_LENGTH)
    if (!isFull) message = longer
  }
  return { message, ...(component && { data: { 'ui.component_name': component } }) }
}

/** @param {any} target */
const isWritten = (target) => /^(input|textarea)$/.test(tag(target)) || target.isContentEditable

/** Clicks, and that something was typed, become breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export const observeClicks = (recorder) => {
  let lastType = ''
  let lastTime = 0
  /** @type {WeakRef<object> | undefined} an element that was removed is not kept */
  let lastTarget
  const listener = (/** @type {Event} */ event) => {
    try {
      const { type, timeStamp } = event
      // `target` would be the host of a shadow tree.
      const path = event.composedPath()
      const target = /** @type {EventTarget} */ (path[0])
      if (type === 'keypress' && !isWritten(target)) return
      const isSame = type === lastType && target === lastTarget?.deref() && timeStamp - lastTime < DEBOUNCE
      lastTime = timeStamp
      if (isSame) return
      lastType = type
      lastTarget = new WeakRef(target)
      const described = describe(path)
      if (!described.message) return
      recorder.addBreadcrumb({ category: type === 'click' ? 'ui.click' : 'ui.input', ...described })
    } catch {}
  }
  return all(
    ['click', 'keypress'].map((type) => {
      addEventListener(type, listener, true)
      return () => removeEventListener(type, listener, true)
    }),
  )
}
