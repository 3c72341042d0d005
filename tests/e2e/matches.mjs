// @ts-check
// Whether what arrived is what a case expects: a part of it, in words that a person writes by hand.

/**
 * Where something differs from what is expected of it: nowhere, if it has all that is expected. Of objects, members that
 * are not named may be anything; lists have as many members, in this order; a text between slashes is a regular
 * expression; null is nothing at all, and an object of nothing may be missing.
 * @param {any} actual
 * @param {any} expected
 * @param {string} [path]
 * @returns {string[]}
 */
export function differences(actual, expected, path = '') {
  const differs = () => [`${path || 'all'}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`]
  if (expected === null) return actual === undefined || actual === null ? [] : differs()
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return differs()
    if (actual.length !== expected.length)
      return [`${path}: ${actual.length} members, not ${expected.length}: ${JSON.stringify(actual)}`]
    return expected.flatMap((member, index) => differences(actual[index], member, `${path}[${index}]`))
  }
  if (typeof expected === 'object') {
    if (typeof (actual ?? {}) !== 'object') return differs()
    return Object.keys(expected).flatMap((key) => differences(actual?.[key], expected[key], `${path}.${key}`))
  }
  const [, pattern] = (typeof expected === 'string' && /^\/(.+)\/$/s.exec(expected)) || []
  const isAlike = pattern ? new RegExp(pattern, 's').test(String(actual)) : actual === expected
  return isAlike ? [] : differs()
}

/**
 * The same for things that came in no order: each that is expected is looked for among all.
 * @param {any[]} actual
 * @param {any[]} expected
 */
export function differencesOfSet(actual, expected) {
  const left = [...actual]
  const missing = expected.flatMap((wanted) => {
    const trials = left.map((item) => differences(item, wanted))
    const index = trials.findIndex((trial) => trial.length === 0)
    if (index >= 0) {
      left.splice(index, 1)
      return []
    }
    const nearest = trials.sort((a, b) => a.length - b.length)[0]
    return nearest ?? [`nothing is like ${JSON.stringify(wanted)}`]
  })
  const tooMany =
    actual.length > expected.length ? left.map((item) => `too many: ${JSON.stringify(item)}`) : []
  return [...missing, ...tooMany]
}
