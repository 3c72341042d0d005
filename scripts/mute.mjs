// @ts-check
// Takes the messages out of the core's panics: its panic handler traps without reading them (src/runtime.rs), so a trap
// instead of each panic is the same, and wasm-opt removes the code and the texts of the messages.

/** Functions of the standard library that end in the panic handler. */
const DEAD = /::panicking::panic|::raw_vec::(handle_error|capacity_overflow)$|alloc_error(_handler)?$/

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

/** @param {typeof import('binaryen')['default']} binaryen @param {any} tree */
const functionsOf = (binaryen, tree) =>
  Array.from({ length: tree.getNumFunctions() }, (_, n) => {
    const it = tree.getFunctionByIndex(n)
    return { it, name: binaryen.getFunctionInfo(it).name }
  })
