// @ts-check
// A small page as somebody visits it: a text, an image, and the tag of one subject in its head.

const TEXT = 'The harbour wakes before the town does, and the first boats are out when the lamps go off. '

/**
 * With `?error` in its address it reports an error at once.
 * @param {import('./subjects.mjs').Subject} subject
 * @param {boolean} isAsync
 * @param {string} options the text of page/options.js
 */
export function visited(subject, isAsync, options) {
  const settings = JSON.stringify({ project: subject.project, hasHooks: subject.hasHooks })
  const start = `${options}
    const start = () => {
      const sdk = globalThis.${subject.global}
      sdk.init(bench.optionsOf(${settings}))
      if (location.search === '?error') sdk.captureException(new Error('bench error 0'))
    }`
  const tag = isAsync
    ? `<script async src="${subject.src}" crossorigin="anonymous" onload="start()"></script>`
    : `<script src="${subject.src}" crossorigin="anonymous"></script><script>start()</script>`
  return withHead(`<script>${start}</script>${tag}`)
}

/** The page without an SDK. */
export const untagged = () => withHead('')

/** @param {string} tags */
const withHead = (tags) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<link rel="icon" href="data:,">
${tags}
</head><body><h1>A page</h1><p>${TEXT.repeat(20)}</p>
<img src="/image.bmp" width="${WIDTH}" height="${HEIGHT}" alt="Noise"><p>${TEXT.repeat(20)}</p>
</body></html>`

const WIDTH = 480
const HEIGHT = 320

/** Offset of the pixels in a bitmap file: its two headers. */
const PIXELS = 54

/**
 * A bitmap of noise, as browsers take no notice of an image that is all of one colour:
 * https://w3c.github.io/largest-contentful-paint/#sec-effective-visual-size
 */
export function image() {
  const bytes = Buffer.alloc(PIXELS + WIDTH * HEIGHT * 3)
  bytes.write('BM')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(PIXELS, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(WIDTH, 18)
  bytes.writeInt32LE(HEIGHT, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  let noise = 1
  for (let n = PIXELS; n < bytes.length; n++) {
    noise = (noise * 48_271) % 0x7fffffff
    bytes[n] = noise & 0xff
  }
  return bytes
}
