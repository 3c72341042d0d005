// @ts-check
// The files of the SDK, as rules name them.

/** The recorder, which every page loads. */
export const STAGE_1 = /\/balefire\.min\.js$/
/** The reporter, which is loaded when there is something to report. */
export const STAGE_2 = /\/balefire-report[\w.-]*\.js$/
/** The core's script, which is loaded where the page needs frames. */
export const CORE_SCRIPT = /\/balefire-core-[\w.-]*\.js$/
/** The core's module, where the page names it as a file of its own. */
export const CORE = /\.wasm$/
