// @ts-check
import { attempt, listen } from '../builtins/originals.js'
import { cleanUrl } from '../report/privacy.js'
import { all, wrap } from './instrument/wrap.js'

/** An address, without the origin if it is the page's own. @param {string} href */
const relative = (href) =>
  cleanUrl(href.startsWith(`${location.origin}/`) ? href.slice(location.origin.length) : href)

/** Notifies of each navigation within the page. @param {(from: string, to: string) => void} notify */
export const onNavigation = (notify) => {
  let last = location.href
  const moved = () => {
    const from = last
    last = location.href
    if (from !== last) notify(from, last)
  }
  // A worker has no history.
  const prototype = globalThis.History?.prototype
  return all([
    listen('popstate', () => attempt(moved), true),
    wrap(prototype, 'pushState', undefined, moved),
    wrap(prototype, 'replaceState', undefined, moved),
  ])
}

/** Navigation within the page becomes breadcrumbs. @param {import('../recorder/recorder.js').Recorder} recorder */
export const observeHistory = (recorder) =>
  onNavigation((from, to) =>
    recorder.addBreadcrumb({ category: 'navigation', data: { from: relative(from), to: relative(to) } }),
  )
