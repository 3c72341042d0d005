// @ts-check
/** How many elements of the path are named, and how long the text may get, as in Sentry's SDK. */
const MAX_LEVELS = 5
const MAX_LENGTH = 80

/** Clicks become breadcrumbs that name the element. @param {import('../recorder.js').Recorder} recorder */
export function observeClicks(recorder) {
  const listener = (/** @type {Event} */ event) => {
    try {
      recorder.addBreadcrumb({
        category: 'ui.click',
        message: selector(/** @type {Element} */ (event.target)),
      })
    } catch {}
  }
  addEventListener('click', listener, true)
  return () => removeEventListener('click', listener, true)
}

/** @param {Element | null} element */
function selector(element) {
  let path = ''
  for (let level = 0; element?.tagName && level < MAX_LEVELS; level++) {
    const name = element.tagName.toLowerCase()
    const longer =
      name + (element.id ? `#${element.id}` : '') + [...element.classList].map((c) => `.${c}`).join('')
    if (path.length + longer.length > MAX_LENGTH) break
    path = path ? `${longer} > ${path}` : longer
    element = element.parentElement
  }
  return path
}
