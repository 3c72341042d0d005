// @ts-check
import { attempt, draw } from './originals.js'

/** 32 hex digits, a UUID of version 4. `crypto.randomUUID` is missing on pages without https. */
export const randomId = () =>
  (
    attempt(() => crypto.randomUUID()) ??
    '10000000100040008000100000000000'.replace(/[018]/g, (digit) =>
      (Number(digit) ^ ((draw() * 16) & (15 >> (Number(digit) / 4)))).toString(16),
    )
  ).replace(/-/g, '')
