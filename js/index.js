// @ts-check
import { face, start } from './api.js'

/** Starts the recorder; does nothing outside of a browser. @param {Record<string, any>} options */
export const init = (options) => start(options, new URL('./balefire_bg.wasm', import.meta.url))

export const {
  addBreadcrumb,
  captureException,
  captureMessage,
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
} = face
