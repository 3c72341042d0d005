// @ts-check
import { some } from './builtins/lists.js'
import { attempt } from './builtins/originals.js'
import { src } from './script_files.js'

/** Resolved: a tunnel may be an address within the page's origin. @param {string} url @param {string} base */
const resolved = (url, base) => String(new URL(url, base))

/**
 * Whether a server that announces batches has served this script, and the address for envelopes is below the script's folder: then
 * it is the same server. https://w3c.github.io/server-timing/
 * @param {string} url
 */
export const isAnnounced = (url) =>
  attempt(
    () =>
      resolved(url, location.href).startsWith(resolved('.', src)) &&
      some(performance.getEntriesByName(src), ({ serverTiming }) =>
        some(serverTiming, ({ name }) => name === 'balefire-batch'),
      ),
  ) === true
