// @ts-check
/** Loads the core. The script tag has `script_load_core.js` in the place of this file. */
export const loadCore = () => import('./core/core.js')
