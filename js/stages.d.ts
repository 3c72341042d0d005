/** Set by the build: the names of files beside the script, with the hash of what is in them. */
declare const REPORT_FILE: string
declare const WASM_FILE: string
declare const PERFORMANCE_FILE: string
/** The file of the core. */
declare const CORE_FILE: string
