// @ts-check
// Faro at its defaults, which measure vitals, the navigation, and all resources.
import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk'

initializeFaro({
  url: `${location.origin}/sink`,
  app: { name: 'bench', version: '1.0.0' },
  trackResources: true,
  instrumentations: getWebInstrumentations({ enablePerformanceInstrumentation: true }),
})
