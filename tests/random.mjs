// @ts-check

/** Numbers that look random, the same for a seed: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 @param {number} seed */
export const random = (seed) => {
  const below = (/** @type {number} */ bound) => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
  return {
    below,
    /** @template T @param {T[]} list @returns {T} */
    of: (list) => /** @type {T} */ (list[below(list.length)]),
    /** Whether one of so many. @param {number} many */
    oneIn: (many) => below(many) === 0,
  }
}

/** @typedef {ReturnType<typeof random>} Random */
