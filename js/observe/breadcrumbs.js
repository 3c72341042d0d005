// @ts-check
import { observeConsole } from './console.js'
import { observeClicks } from './dom.js'
import { observeHistory } from './history.js'
import { observeFetch, observeXhr } from './net.js'
import { each } from './wrap.js'

/**
 * Breadcrumbs of the page. The recorder itself adds those of kind `sentry`, one for each event.
 * @param {{ console?: boolean, dom?: boolean, fetch?: boolean, history?: boolean, sentry?: boolean, xhr?: boolean }} [options]
 */
export const breadcrumbsIntegration = (options = {}) => {
  const on = (/** @type {keyof typeof options} */ kind) => options[kind] !== false
  return {
    name: 'Breadcrumbs',
    sentry: on('sentry'),
    /** @param {import('../recorder.js').Recorder} recorder */
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
