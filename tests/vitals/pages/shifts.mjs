// @ts-check
// Pages whose parts move.
/** @typedef {import('../cases.mjs').Case} Case */

const BANNER = `document.body.insertAdjacentHTML('afterbegin', '<div style="height:120px">An advertisement</div>')`
const TEXT = `<p>${'Words that are pushed down. '.repeat(40)}</p>`
const banners = (/** @type {number[]} */ ...times) =>
  `<script>for (const ms of ${JSON.stringify(times)}) setTimeout(() => { ${BANNER} }, ms)</script>`

/** @type {Case[]} */
export const SHIFT_CASES = [
  { name: 'banner', isBrief: true, body: TEXT + banners(200), wait: 800 },
  { name: 'three banners in a row', body: TEXT + banners(200, 500, 800), wait: 1300 },
  { name: 'banners with a gap', body: TEXT + banners(150, 300, 1700), wait: 2200 },
  { name: 'smaller window behind a larger one', body: TEXT + banners(150, 300, 450, 1900), wait: 2300 },
  { name: 'image without a size', body: `<img src="/image.png?w=300&h=200&delay=250">${TEXT}`, wait: 800 },
  {
    name: 'part that moves by its style',
    body: `<div id=box style="position:relative;width:300px;height:200px;background:silver">A box</div>
      <script>setTimeout(() => { box.style.top = '150px' }, 200)</script>`,
    wait: 700,
  },
  {
    name: 'part that is transformed',
    body: `<div id=box style="width:300px;height:200px;background:silver">A box</div>
      <script>setTimeout(() => { box.style.transform = 'translateY(150px)' }, 200)</script>`,
    wait: 700,
  },
  {
    name: 'banner that a click brings',
    body: `<button id=go onclick="${BANNER.replaceAll('"', '&quot;')}">More</button>${TEXT}`,
    act: async ({ click }) => click('#go'),
    // Until web-vitals has handled the click.
    wait: 1200,
  },
  {
    name: 'element that is gone before the report',
    body: `${TEXT}<script>setTimeout(() => { ${BANNER} }, 200); setTimeout(() => { document.querySelector('p').remove() }, 700)</script>`,
    wait: 1000,
  },
  {
    name: 'text that scrolls',
    body: `<div style="height:3000px">${TEXT}</div>`,
    act: async ({ evaluate }) => evaluate('scrollTo(0, 400)'),
    wait: 500,
  },
  {
    name: 'shift while the page is hidden for a moment',
    body: TEXT,
    act: async ({ evaluate, pause }) => {
      await pause(400)
      await evaluate('hide()')
      await evaluate('hide(false)')
      await evaluate(BANNER)
    },
    wait: 600,
  },
]
