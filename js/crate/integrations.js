// @ts-check
// The default integrations of a Rust app, without the options that only a page in JavaScript has.
import { map } from '../lists.js'
import { isNoise } from '../noise.js'
import { browserApiErrorsIntegration } from '../observe/callbacks.js'
import { observeConsole } from '../observe/console.js'
import { observeClicks } from '../observe/dom.js'
import { globalHandlersIntegration } from '../observe/errors.js'
import { observeHistory } from '../observe/history.js'
import { observeFetch, observeXhr } from '../observe/net.js'
import { browserSessionIntegration } from '../observe/session.js'
import { each } from '../observe/wrap.js'
import { wasmIntegration } from './wasm.js'

/** @returns {import('../integrations.js').Integration[]} */
export const integrations = () => [
  { name: 'EventFilters', isIgnored: isNoise },
  {
    name: 'Breadcrumbs',
    sentry: true,
    setup: (recorder) =>
      each(
        map(
          [observeConsole, observeClicks, observeFetch, observeHistory, observeXhr],
          (observe) => () => observe(recorder),
        ),
      ),
  },
  globalHandlersIntegration(),
  ...map(['LinkedErrors', 'Dedupe', 'HttpContext', 'CultureContext'], (name) => ({ name })),
  browserSessionIntegration(),
  wasmIntegration,
  // The last: the listeners of the others are not the page's.
  browserApiErrorsIntegration(),
]
