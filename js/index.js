// @ts-check
import { publicApi, start } from './api/public_api.js'
import { chooseIntegrations } from './integrations.js'
import { lateReporter } from './last_resort/late_reporter.js'

/** Starts the recorder; does nothing outside of a page or a worker. @param {Record<string, any>} options */
export const init = (options) =>
  start(options, {
    chooseIntegrations,
    makeStage2: lateReporter,
    loadReporter: () => import('./report/entry.js'),
    loadWasmLookup: () => import('./on_demand/wasm/entry.js'),
  })

export {
  cultureContextIntegration,
  dedupeIntegration,
  eventFiltersIntegration,
  getDefaultIntegrations,
  httpContextIntegration,
  linkedErrorsIntegration,
} from './integrations.js'
export { breadcrumbsIntegration } from './observe/breadcrumbs.js'
export { browserSessionIntegration } from './observe/browser_session.js'
export { browserApiErrorsIntegration } from './observe/callbacks.js'
export { globalHandlersIntegration } from './observe/global_errors.js'
export { wasmIntegration } from './observe/wasm_modules.js'
export { attachmentsIntegration } from './optional/attachments.js'
export { BrowserClient, defaultStackParser, makeFetchTransport } from './optional/browserclient.js'
export { captureConsoleIntegration } from './optional/captureconsole.js'
export { contextLinesIntegration } from './optional/contextlines.js'
export { extraErrorDataIntegration } from './optional/extraerrordata.js'
export { captureFeedback } from './optional/feedback.js'
export { graphqlClientIntegration } from './optional/graphqlclient.js'
export { httpClientIntegration } from './optional/httpclient.js'
export { moduleMetadataIntegration } from './optional/modulemetadata.js'
export { parameterize } from './optional/parameterize.js'
export { reportingObserverIntegration } from './optional/reportingobserver.js'
export { rewriteFramesIntegration } from './optional/rewriteframes.js'
export { thirdPartyErrorFilterIntegration } from './optional/thirdpartyerrorfilter.js'
export { registerWebWorker, webWorkerIntegration } from './optional/webworker.js'
export { Scope } from './scope/scope.js'

export const {
  addBreadcrumb,
  addEventProcessor,
  addIntegration,
  captureEvent,
  captureException,
  captureMessage,
  captureSession,
  close,
  diagnose,
  endSession,
  flush,
  forceLoad,
  getClient,
  getCurrentScope,
  getGlobalScope,
  getIsolationScope,
  isEnabled,
  isInitialized,
  lastEventId,
  onLoad,
  setContext,
  setExtra,
  setExtras,
  setTag,
  setTags,
  setUser,
  startSession,
  withIsolationScope,
  withScope,
} = publicApi
