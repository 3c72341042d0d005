// @ts-check
// Somebody's small modules that are not of Rust: `divide` traps. The name section is as compilers write it.

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

/** One whose memory is shared, as that of an app with threads; the page makes it. */
export const threaded = () =>
  Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    // A memory, shared, of 1 to 4 pages.
    ...section(2, [1, ...named('env'), ...named('memory'), 2, 3, 1, 4]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named('divide'), 0, 0]),
    ...section(10, [1, 3, 0, 0x00, 0x0b]),
  ])
