// @ts-check
import { prototype } from './originals.js'
import { isArray } from './types.js'

/** The `toJSON` of a class, but not one that an old library adds to all objects or lists. @param {any} object */
export const jsonOf = (object) => {
  const { toJSON } = object
  return !isArray(object) && typeof toJSON === 'function' && toJSON !== /** @type {any} */ (prototype).toJSON
    ? toJSON
    : undefined
}
