// @ts-check
// The words behind the numbers of src/vitals/.

/** @typedef {'lcp' | 'cls' | 'inp' | 'fcp' | 'ttfb'} MetricName */

/** @type {MetricName[]} */
export const METRICS = ['lcp', 'cls', 'inp', 'fcp', 'ttfb']
export const [LCP, CLS, INP, FCP, TTFB] = [0, 1, 2, 3, 4]

export const RATINGS = ['good', 'needs-improvement', 'poor']

export const NAVIGATION_TYPES = [
  'navigate',
  'reload',
  'back-forward',
  'back-forward-cache',
  'prerender',
  'restore',
  'soft-navigation',
]

/** The types in the browser's navigation entry. */
export const ENTRY_TYPES = ['navigate', 'reload', 'back_forward', 'prerender']

export const LOAD_STATES = ['loading', 'dom-interactive', 'dom-content-loaded', 'complete']

export const SUBPARTS = ['input-delay', 'processing-duration', 'presentation-delay']
