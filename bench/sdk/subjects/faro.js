// @ts-check
// Faro with its default instrumentations; only the filter that drops repeated errors is off.
import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk'

/** @type {import('@grafana/faro-web-sdk').Faro} */
let faro

export const init = () => {
  faro = initializeFaro({
    url: `${location.origin}/sink`,
    app: { name: 'bench', version: '1.0.0' },
    dedupe: false,
    instrumentations: getWebInstrumentations(),
  })
}

export const captureException = (/** @type {Error} */ error) => faro.api.pushError(error)

/** Faro has no breadcrumbs: an event of its own is the nearest. @param {{ message: string, category: string }} breadcrumb */
export const addBreadcrumb = ({ message, category }) => faro.api.pushEvent(message, { category })

/** Its batches wait 250 ms, and nothing tells when one is sent. */
export const flush = () => new Promise((done) => setTimeout(done, 600))
