// @ts-check

import { filter, map } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'

/** Most elements that are named, and longest text, in characters: the limits of Sentry's SDK. */
export const MAX_LEVELS = 5
const MAX_LENGTH = 80

const SEPARATOR = ' > '

/** Attributes that tell elements apart and hold no text of the visitor. */
const ATTRIBUTES = ['aria-label', 'type', 'name', 'title', 'alt']

/** Taken early, as old libraries make `Element` a class of their own. */
const { getAttribute } = globalThis.Element?.prototype ?? {}

/** In a form, `form.id` and `form.getAttribute` are fields of these names. @param {any} element @param {string} name @returns {string | null} */
export const attribute = (element, name) => /** @type {any} */ (getAttribute)?.call(element, name)

/** @param {any} element */
export const tag = (element) =>
  // A field of a form may have that name, or a getter may throw.
  attempt(() => element.tagName.toLowerCase()) ?? '<unknown>'

/** @param {Element} element */
const name = (element) => {
  const id = attribute(element, 'id')
  const classes = attribute(element, 'class')?.trim()
  let text = tag(element) + (id ? `#${id}` : '') + (classes ? `.${classes.replace(/\s+/g, '.')}` : '')
  map(ATTRIBUTES, (key) => {
    const value = attribute(element, key)
    if (value) text += `[${key}="${value}"]`
  })
  return text
}

/**
 * The element by its selectors, and its component, if the page's build named one.
 * @param {any[]} path the element and its ancestors
 */
export const elementPath = (path) => {
  /** @type {string | null | undefined} */
  let component
  let message = ''
  let isFull = false
  // Shadow roots are in the path and have no name.
  const elements = /** @type {Element[]} */ (filter(path, ({ nodeType }) => nodeType === 1))
  map(elements, (element, at) => {
    if (at >= MAX_LEVELS) return
    const own = attribute(element, 'data-sentry-component') || attribute(element, 'data-sentry-element')
    component ||= own
    const longer = (own || name(element)) + (message && SEPARATOR + message)
    isFull ||= tag(element) === 'html' || Boolean(message && longer.length >= MAX_LENGTH)
    if (!isFull) message = longer
  })
  return { message, component }
}
