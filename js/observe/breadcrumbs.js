// @ts-check
import { observeClicks } from './click_breadcrumbs.js'
import { observeConsole } from './console_breadcrumbs.js'
import { eachOf } from './instrument/wrap.js'
import { observeHistory } from './navigation_breadcrumbs.js'
import { observeFetch, observeXhr } from './request_breadcrumbs.js'

/**
 * Breadcrumbs of the page. The recorder itself adds those of kind `sentry`, one for each event.
 * @param {{ console?: boolean, dom?: boolean, fetch?: boolean, history?: boolean, sentry?: boolean, xhr?: boolean }} [options]
 */
export const breadcrumbsIntegration = (kinds = {}) => {
  return {
    name: 'Breadcrumbs',
    sentry: kinds.sentry !== false,
    /** @param {{ addBreadcrumb: import('../recorder/add_breadcrumb.js').AddBreadcrumb, options: Record<string, any> }} client */
    setup: ({ addBreadcrumb, options }) =>
      eachOf(
        kinds,
        {
          console: observeConsole,
          dom: observeClicks,
          // Browsers hide rejections that passed through a script without CORS: the page would miss its own.
          fetch: options.isMuted ? undefined : observeFetch,
          history: observeHistory,
          xhr: observeXhr,
        },
        addBreadcrumb,
      ),
  }
}
