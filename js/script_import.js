// @ts-check
// How the script tag imports what a page may need while it still loads.
import { listen } from './builtins/originals.js'
import { nonce } from './script_files.js'

/**
 * Imports a module. Firefox 153, and WebKit in the page's first task, hold the load event back until a module has come that was
 * imported before it. For a link they do not, and the import takes what has come for it; what a `fetch` of another origin has
 * brought they load once more. An older browser knows no such link, and imports after that event.
 * @param {string} file
 * @returns {Promise<any>}
 */
export const importWhileLoading = async (file) => {
  if (globalThis.document && document.readyState !== 'complete')
    await new Promise((done, fail) => {
      listen('load', done)
      const link = document.createElement('link')
      link.rel = 'modulepreload'
      link.href = file
      link.nonce = nonce
      link.onload = done
      // A page that is left ends it, and Firefox does not leave one that imports then.
      link.onerror = fail
      document.head.append(link)
    })
  return await import(file)
}
