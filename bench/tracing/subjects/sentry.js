// @ts-check
// Sentry's client with its tracing, at its defaults.
import { browserTracingIntegration, init } from '@sentry/browser'

init({
  dsn: `${location.origin.replace('//', '//k@')}/1`,
  release: 'bench@1',
  tracesSampleRate: 1,
  integrations: [browserTracingIntegration()],
})
