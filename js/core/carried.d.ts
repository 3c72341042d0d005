/** Put before the bundles with the core by the build (scripts/carried.mjs): the core's module, a character for each byte. */
declare const CORE: string
