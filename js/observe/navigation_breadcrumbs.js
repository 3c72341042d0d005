// @ts-check
import { onNavigation } from './instrument/history.js'

/** An address, without the origin if it is the page's own. @param {string} href */
const relative = (href) =>
  href.startsWith(`${location.origin}/`) ? href.slice(location.origin.length) : href

/** Navigation within the page becomes breadcrumbs. @param {import('../recorder/add_breadcrumb.js').AddBreadcrumb} addBreadcrumb */
export const observeHistory = (addBreadcrumb) =>
  onNavigation({
    navigate: (from, to) =>
      addBreadcrumb({ category: 'navigation', data: { from: relative(from), to: relative(to) } }),
  })
