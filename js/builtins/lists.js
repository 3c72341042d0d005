// @ts-check
// Functions over lists. They avoid `Array.prototype`, whose functions old libraries replace.

/** @template T, R @param {ArrayLike<T>} list @param {(item: T, at: number) => R} act @returns {R[]} */
export const map = (list, act) => {
  /** @type {R[]} */
  const made = []
  for (let at = 0; at < list.length; at++) made[at] = act(/** @type {T} */ (list[at]), at)
  return made
}

/** The items that pass the test; without a test, the truthy ones. @template T @param {ArrayLike<T>} list @param {(item: T) => unknown} [is] @returns {T[]} */
export const filter = (list, is = (item) => item) => {
  /** @type {T[]} */
  const made = []
  map(list, (item) => {
    if (is(item)) add(made, item)
  })
  return made
}

/** @template T @param {ArrayLike<T>} list @param {(item: T) => unknown} is @returns {boolean} */
export const some = (list, is) => {
  for (let at = 0; at < list.length; at++) if (is(/** @type {T} */ (list[at]))) return true
  return false
}

/** @template T @param {T[]} list @param {T} item */
export const add = (list, item) => {
  list[list.length] = item
}

/** All texts in one. @param {ArrayLike<string | undefined>} texts @param {string} between */
export const joined = (texts, between) => {
  let all = ''
  map(texts, (text, at) => {
    all += (at ? between : '') + text
  })
  return all
}

/** @template T @param {ArrayLike<T> | undefined} list @returns {T | undefined} */
export const last = (list) => list?.[list.length - 1]

/** @template T @param {T[]} list @param {number} most @returns {T[]} */
export const newest = (list, most) => {
  /** @type {T[]} */
  const made = []
  for (let at = list.length > most ? list.length - most : 0; at < list.length; at++)
    add(made, /** @type {T} */ (list[at]))
  return made
}

/** @param {ArrayLike<unknown>} list @param {unknown} item */
export const includes = (list, item) => some(list, (it) => it === item)
