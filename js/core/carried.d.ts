/** Put before the bundles of stage 2 by the build (scripts/carried.mjs): the core's module, a character for each byte. */
declare const CORE: string
