// @ts-check
import { start } from './api.js'

export {
  addBreadcrumb,
  captureException,
  captureMessage,
  capturePanic,
  close,
  flush,
  isEnabled,
  lastEventId,
  setContext,
  setExtra,
  setExtras,
  setTag,
  setTags,
  setUser,
} from './api.js'

/** Starts the recorder; does nothing outside of a browser. @param {Record<string, any>} options */
export const init = (options) => start(options, new URL('./balefire_bg.wasm', import.meta.url))
