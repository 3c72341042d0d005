// @ts-check
// What the npm package exports beside `init`.
import { publicApi } from './api/public_api.js'

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
