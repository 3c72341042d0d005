// @ts-check

import { add } from '../builtins/lists.js'

/** Fields of a frame, see `frames` of src/frames.rs. */
const FIELDS = 8

/** @param {string} [number] */
const number = (number) => (number ? Number(number) : undefined)

/** The frames in an answer of the core, in the shape of the wire, oldest first; undefined if there are none. @param {string} text */
export const framesIn = (text) => {
  const fields = text.split('\x1f')
  /** @type {object[]} */
  const frames = []
  for (let at = 0; at + FIELDS < fields.length; at += FIELDS) {
    const offset = number(fields[at + 7])
    add(frames, {
      function: fields[at] || '?',
      filename: fields[at + 1],
      abs_path: fields[at + 2] || undefined,
      raw_function: fields[at + 3] || undefined,
      in_app: Boolean(fields[at + 4]),
      lineno: number(fields[at + 5]),
      colno: number(fields[at + 6]),
      ...(offset !== undefined && { platform: 'native', instruction_addr: `0x${offset.toString(16)}` }),
    })
  }
  return frames[0] && frames
}
