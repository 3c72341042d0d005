// @ts-check
// The same as shared.js, of the script tag with tracing for the performance stage.

/** @type {unknown[]} */
export const shared = []
