// @ts-check
import { wrap } from './wrap.js'

/** Navigation within the page becomes breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export function observeHistory(recorder) {
  let from = location.href
  const moved = () => {
    const to = location.href
    if (to !== from) recorder.addBreadcrumb({ category: 'navigation', data: { from, to } })
    from = to
  }
  addEventListener('popstate', moved)
  const undos = ['pushState', 'replaceState'].map((name) => wrap(history, name, moved))
  return () => {
    removeEventListener('popstate', moved)
    for (const undo of undos) undo()
  }
}
