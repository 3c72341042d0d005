/** Put before the bundle by the build (scripts/carried.mjs): the module of the web vitals, a character for each byte. */
declare const VITALS: string
