// @ts-check
// Takes the words out of the core's panics: its panic handler traps without reading them (src/runtime.rs), so a trap in
// the place of each panic is the same, and what made the message is not needed.

/** What the standard library does before it calls the panic handler; some do without a place or a number. */
const DEAD = /::panicking::panic|::raw_vec::(handle_error|capacity_overflow)$|alloc_error(_handler)?$/

/** Texts for messages of panics, and the digits that write numbers into them. */
const WORDS =
  /\/rustc\/[0-9a-f]{40}\/library\/[\w/.-]+|Tried to shrink to a larger capacity|memory allocation of | bytes failed|capacity overflow|00010203040506070809\d{180}/g

/**
 * A module with names, whose panics trap at once.
 * @param {Uint8Array} module
 * @returns {Promise<Uint8Array>}
 */
export async function withoutPanics(module) {
  const { default: binaryen } = await import('binaryen')
  const tree = binaryen.readBinary(module)
  const dead = functionsOf(binaryen, tree).filter(({ name }) => DEAD.test(name))
  for (const { it } of dead) binaryen.Function.setBody(it, tree.unreachable())
  const muted = tree.emitBinary()
  tree.dispose()
  return muted
}

/** What the functions of a module with names are called. @param {Uint8Array} module @returns {Promise<string[]>} */
export async function functionNames(module) {
  const { default: binaryen } = await import('binaryen')
  const tree = binaryen.readBinary(module)
  const names = functionsOf(binaryen, tree).map(({ name }) => name)
  tree.dispose()
  return names
}

/** @param {typeof import('binaryen')['default']} binaryen @param {any} tree */
const functionsOf = (binaryen, tree) =>
  Array.from({ length: tree.getNumFunctions() }, (_, n) => {
    const it = tree.getFunctionByIndex(n)
    return { it, name: binaryen.getFunctionInfo(it).name }
  })

/**
 * A module with zeros in the place of such words, where nothing is left that could write them.
 * @param {Uint8Array} module
 * @param {string[]} names of its functions
 */
export function withoutWords(module, names) {
  if (names.some((name) => /::fmt::/.test(name))) return module
  const text = Buffer.from(module).toString('latin1')
  return Buffer.from(
    text.replace(WORDS, (words) => '\0'.repeat(words.length)),
    'latin1',
  )
}
