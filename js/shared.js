// @ts-check
// The functions of stage 1 that stage 2 of the script tag uses, so that no page has them twice. The build fills this list and
// gives stage 2 the same one (scripts/stages.mjs); in other bundles both stages import the same modules.

/** @type {unknown[]} */
export const shared = []
