// @ts-check
// The script tag's core lies beside its second stage.
import { importWhileLoading } from './script_import.js'

/** @returns {Promise<typeof import('./core/core.js')>} */
export const loadCore = () => importWhileLoading(String(new URL(CORE_FILE, import.meta.url)))
