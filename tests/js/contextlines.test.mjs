// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addLines, snip } from '../../js/optional/contextlines.js'

const PAGE = 'https://a.test/page'
const HTML = '<head>\n<script>\nfirst()\nsecond()\n</script>\n</head>'

/** The lines around a frame. @param {object} frame @param {number} count */
function around(frame, count) {
  const given = { ...frame }
  addLines({ exception: { values: [{ stacktrace: { frames: [given] } }] } }, PAGE, HTML, count)
  const { pre_context, context_line, post_context } = /** @type {any} */ (given)
  return [pre_context, context_line, post_context]
}

test('frames and the lines around them', () => {
  /** @type {[object, number, unknown[]][]} */
  const table = [
    [{ filename: PAGE, lineno: 5 }, 1, [['<script>'], 'first()', ['second()']]],
    [{ filename: PAGE, lineno: 1 }, 2, [[], '<!DOCTYPE html>', ['<html>', '<head>']]],
    [{ filename: PAGE, lineno: 9 }, 2, [['</script>', '</head>'], '</html>', []]],
    [{ filename: PAGE, lineno: 5 }, 0, [[], 'first()', []]],
    [{ filename: PAGE, lineno: 10 }, 2, [undefined, undefined, undefined]],
    [{ filename: PAGE }, 2, [undefined, undefined, undefined]],
    [{ filename: `${PAGE}.js`, lineno: 5 }, 2, [undefined, undefined, undefined]],
  ]
  for (const [frame, count, expected] of table) assert.deepEqual(around(frame, count), expected)
})

test('events without frames', () => {
  for (const event of [{}, { exception: {} }, { exception: { values: [{}, { stacktrace: {} }] } }]) {
    addLines(event, PAGE, HTML, 2)
  }
})

test('long lines are cut around the column', () => {
  const long = Array.from({ length: 50 }, (_, i) => `<${String(i).padStart(8, '0')}>`).join('')
  assert.equal(snip('short', 3), 'short')
  assert.equal(snip(long), `${long.slice(0, 140)} {snip}`)
  assert.equal(snip(long, 200), `{snip} ${long.slice(140, 280)} {snip}`)
  assert.equal(snip(long, 499), `{snip} ${long.slice(360)}`)
  assert.equal(snip(long, 9999), `{snip} ${long.slice(360)}`)
})
