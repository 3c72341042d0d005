// @ts-check
// The default integrations of a Rust app, without the options that only a page in JavaScript has.
import { map } from '../builtins/lists.js'
import { browserSessionIntegration } from '../observe/browser_session.js'
import { browserApiErrorsIntegration } from '../observe/callbacks.js'
import { observeClicks } from '../observe/click_breadcrumbs.js'
import { observeConsole } from '../observe/console_breadcrumbs.js'
import { globalHandlersIntegration } from '../observe/global_errors.js'
import { eachOf } from '../observe/instrument/wrap.js'
import { observeHistory } from '../observe/navigation_breadcrumbs.js'
import { observeFetch, observeXhr } from '../observe/request_breadcrumbs.js'
import { isNoise } from '../report/noise.js'
import { wasmIntegration } from './wasm_modules_at_start.js'
import { workerErrorsIntegration } from './worker_errors.js'

/** @returns {import('../integrations.js').Integration[]} */
export const integrations = () => [
  { name: 'EventFilters', isIgnored: isNoise },
  ...map(['LinkedErrors', 'Dedupe', 'HttpContext', 'CultureContext'], (name) => ({ name })),
  {
    name: 'Breadcrumbs',
    sentry: true,
    setup: ({ addBreadcrumb }) =>
      eachOf(
        {},
        {
          console: observeConsole,
          dom: observeClicks,
          fetch: observeFetch,
          history: observeHistory,
          xhr: observeXhr,
        },
        addBreadcrumb,
      ),
  },
  globalHandlersIntegration(),
  // Behind the one that captures.
  workerErrorsIntegration,
  browserSessionIntegration(),
  wasmIntegration,
  // The last: the listeners of the others are not the page's.
  browserApiErrorsIntegration(),
]
