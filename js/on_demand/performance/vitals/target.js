// @ts-check
import { attempt } from '../../../builtins/originals.js'
import { pathOf } from '../../../report/element_path.js'

/** The selectors of an element, if there is one. Getters of the page may throw: a vital comes without a name then. @param {any} element */
export const targetOf = (element) => (element && attempt(() => pathOf(element))) || undefined
