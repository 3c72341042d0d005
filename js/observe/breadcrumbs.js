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
export const breadcrumbsIntegration = (options = {}) => {
  const on = (/** @type {keyof typeof options} */ kind) => options[kind] !== false
  return {
    name: 'Breadcrumbs',
    sentry: on('sentry'),
    /** @param {import('../recorder/recorder.js').Recorder} recorder */
    setup: (recorder) =>
      each([
        () => on('console') && observeConsole(recorder),
        () => on('dom') && observeClicks(recorder),
        () => on('fetch') && observeFetch(recorder),
        () => on('history') && observeHistory(recorder),
        () => on('xhr') && observeXhr(recorder),
      ]),
  }
}
