// @ts-check
// The files of the SDK, as rules name them.

/** The recorder, which every page loads. */
export const STAGE_1 = /\/balefire\.min\.js$/
/** The reporter, which is loaded when there is something to report. */
export const STAGE_2 = /\/balefire-report[\w.-]*\.js$/
/** The core, where it is a file of its own. */
export const CORE = /\.wasm$/
