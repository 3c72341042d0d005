// @ts-check
import { observeClicks } from './click_breadcrumbs.js'
import { observeConsole } from './console_breadcrumbs.js'
import { each } from './instrument/wrap.js'
import { observeHistory } from './navigation_breadcrumbs.js'
import { observeFetch, observeXhr } from './request_breadcrumbs.js'

/**
 * Breadcrumbs of the page. The recorder itself adds those of kind `sentry`, one for each event.
 * @param {{ console?: boolean, dom?: boolean, fetch?: boolean, history?: boolean, sentry?: boolean, xhr?: boolean }} [options]
 */
export const breadcrumbsIntegration = (kinds = {}) => {
  const on = (/** @type {keyof typeof kinds} */ kind) => kinds[kind] !== false
  return {
    name: 'Breadcrumbs',
    sentry: on('sentry'),
    /** @param {{ addBreadcrumb: import('../recorder/add_breadcrumb.js').AddBreadcrumb, options: Record<string, any> }} client */
    setup: ({ addBreadcrumb, options }) =>
      each([
        () => on('console') && observeConsole(addBreadcrumb),
        () => on('dom') && observeClicks(addBreadcrumb),
        // Browsers hide rejections that passed through a script without CORS: the page would miss its own.
        () => on('fetch') && !options.isMuted && observeFetch(addBreadcrumb),
        () => on('history') && observeHistory(addBreadcrumb),
        () => on('xhr') && observeXhr(addBreadcrumb),
      ]),
  }
}
