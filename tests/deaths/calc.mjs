// @ts-check
// Somebody's small module that is not of Rust: `divide` traps. Its name section is as compilers write it.

/** @param {string} text */
const named = (text) => [text.length, ...Buffer.from(text)]
/** @param {number} kind @param {number[]} payload below 128 bytes, so that its length is one byte */
const section = (kind, payload) => [kind, payload.length, ...payload]

/** @param {boolean} hasNames */
export const calc = (hasNames) =>
  Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One function without arguments, which is exported, and is the instruction `unreachable`.
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named('divide'), 0, 0]),
    ...section(10, [1, 3, 0, 0x00, 0x0b]),
    ...(hasNames
      ? section(0, [
          ...named('name'),
          ...section(0, named('calc')),
          ...section(1, [1, 0, ...named('divide')]),
        ])
      : []),
  ])
