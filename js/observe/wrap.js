// @ts-check
/**
 * Puts a function in the place of another and gives the way back. The original is called first, with the same
 * `this` and arguments; what it returns or throws passes through, unless `after` gives something in its place.
 * @param {any} object
 * @param {string} name
 * @param {(result: any, args: any[]) => any} after
 */
export function wrap(object, name, after) {
  const original = object[name]
  if (typeof original !== 'function') return () => {}
  /** @this {any} @param {any[]} args */
  function wrapper(...args) {
    const result = original.apply(this, args)
    try {
      return after(result, args) ?? result
    } catch {
      return result
    }
  }
  object[name] = wrapper
  return () => {
    // Somebody may have wrapped it again; then ours stays below, and does no harm.
    if (object[name] === wrapper) object[name] = original
  }
}
