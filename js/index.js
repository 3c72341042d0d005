// @ts-check
import { publicApi, start } from './api.js'
import { load } from './core.js'
import { exportsOf } from './corefile.js'
import { chooseIntegrations } from './integrations.js'
import { checkOptions } from './options.js'
import { lookupModules } from './wasm/part.js'

/** Starts the recorder; does nothing outside of a page or a worker. @param {Record<string, any>} options */
export const init = (options) =>
  start(options, {
    checkOptions,
    chooseIntegrations,
    core: (fetch, url) =>
      load(async () => await exportsOf(await fetch(url ?? new URL('./balefire_bg.wasm', import.meta.url)))),
    wasm: async () => ({ lookupModules }),
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
export { browserApiErrorsIntegration } from './observe/callbacks.js'
export { captureConsoleIntegration } from './observe/captureconsole.js'
export { contextLinesIntegration } from './observe/contextlines.js'
export { globalHandlersIntegration } from './observe/errors.js'
export { httpClientIntegration } from './observe/httpclient.js'
export { reportingObserverIntegration } from './observe/reportingobserver.js'
export { browserSessionIntegration } from './observe/session.js'
export { wasmIntegration } from './observe/wasm.js'
export { attachmentsIntegration } from './optional/attachments.js'
export { BrowserClient, defaultStackParser, makeFetchTransport } from './optional/browserclient.js'
export { extraErrorDataIntegration } from './optional/extraerrordata.js'
export { captureFeedback } from './optional/feedback.js'
export { graphqlClientIntegration } from './optional/graphqlclient.js'
export { moduleMetadataIntegration } from './optional/modulemetadata.js'
export { parameterize } from './optional/parameterize.js'
export { rewriteFramesIntegration } from './optional/rewriteframes.js'
export { thirdPartyErrorFilterIntegration } from './optional/thirdpartyerrorfilter.js'
export { Scope } from './scope.js'
export { registerWebWorker, webWorkerIntegration } from './worker.js'

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
