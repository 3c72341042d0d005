// @ts-check
import { instantiate } from '../../../builtins/originals.js'

/**
 * The functions of src/vitals/exports.rs. The module has neither memory nor texts to share: numbers go in, a number comes
 * out, and a boolean is 0 or 1.
 * @typedef {Record<'begin' | 'begin_inp' | 'estimate_count' | 'event' | 'fcp_paint' | 'finalize_lcp' | 'first_byte' |
 *   'inp_parts' | 'interaction_paint' | 'is_frame_wanted' | 'lcp_paint' | 'lcp_parts' | 'load_state' | 'long_frame' |
 *   'long_frame_parts' | 'long_frame_script' | 'note_hidden' | 'page_load_type' | 'part' | 'rating' | 'restore_paint' |
 *   'shift' | 'take_news' | 'ttfb_parts', (...numbers: number[]) => number>} VitalsModule
 */

/**
 * The module that the bundle carries, as js/core/carried_core.js has the core. Rejects where the page's
 * Content-Security-Policy forbids wasm.
 * @returns {Promise<VitalsModule>}
 */
export const loadVitals = async () => {
  const key = VITALS.charCodeAt(0)
  const bytes = new Uint8Array(VITALS.length)
  for (let at = 0; at < VITALS.length; at++) bytes[at] = VITALS.charCodeAt(at) ^ key
  return (await instantiate(bytes)).instance.exports
}
