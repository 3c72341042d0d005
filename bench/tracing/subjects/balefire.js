import { publicApi, start } from '../../../js/api/public_api.js'
import { afterLoad } from '../../../js/builtins/originals.js'
import { chooseIntegrations } from '../../../js/integrations.js'
import { lateReporter } from '../../../js/last_resort/late_reporter.js'
import { startPerformance } from '../../../js/on_demand/performance/entry.js'
import { pageStart } from '../../../js/tracing/clock.js'
import { tracer } from '../../../js/tracing/tracer.js'

start(
  { dsn: `${location.origin.replace('//', '//k@')}/1`, release: 'bench@1', tracesSampleRate: 1 },
  {
    chooseIntegrations,
    makeStage2: lateReporter,
    loadReporter: async () => {
      throw new Error()
    },
  },
)
const client = publicApi.getClient()
client.sendItem = (item) =>
  fetch('/api/1/envelope/', {
    method: 'POST',
    body: `{}\n${JSON.stringify({ type: item.type, ...item.container })}\n${item.payload}\n`,
  })
tracer.startSegment({
  name: location.pathname,
  op: 'pageload',
  origin: 'auto.pageload.browser',
  source: 'url',
  startTime: pageStart,
  attributes: { 'url.path': location.pathname, 'url.full': location.href },
})
afterLoad(() => {
  startPerformance(client, tracer, {})
})
