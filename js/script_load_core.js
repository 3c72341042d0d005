// @ts-check
// The script tag's core lies beside its second stage.
/** @returns {Promise<typeof import('./core/core.js')>} */
export const loadCore = async () => await import(String(new URL(CORE_FILE, import.meta.url)))
