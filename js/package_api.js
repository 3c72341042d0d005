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
