// @ts-check
// Pages on which a visitor acts.
/** @typedef {import('../cases.mjs').Case} Case */

const PAINTS = /** @type {Case['browsers']} */ (['chromium', 'firefox'])
const slow = (/** @type {number} */ ms, more = '') =>
  `<button id=go onclick="busy(${ms});${more}this.textContent += '.'">Go</button>`

/**
 * web-vitals loses the interactions that still wait for an idle page when it is hidden, so pages stay open until none does:
 * docs/performance.md.
 */
const UNTIL_IDLE = 1200

/** @type {Omit<Case, 'wait'>[]} */
const ACTS = [
  {
    name: 'slow click',
    browsers: PAINTS,
    isBrief: true,
    body: slow(150),
    act: async ({ click }) => click('#go'),
  },
  { name: 'fast click', browsers: PAINTS, body: slow(0), act: async ({ click }) => click('#go') },
  { name: 'poor click', body: slow(600), act: async ({ click }) => click('#go') },
  {
    name: 'three clicks of other lengths',
    body: `<button id=go onclick="busy((window.n = (window.n || 0) + 1) * 60);this.textContent += '.'">Go</button>`,
    act: async ({ click, pause }) => {
      for (let n = 0; n < 3; n++) {
        await click('#go')
        await pause(300)
      }
    },
  },
  {
    name: 'keys',
    browsers: PAINTS,
    isBrief: true,
    body: '<input id=field onkeydown="busy(80)">',
    act: async ({ type }) => type('#field', 'ab'),
  },
  {
    name: 'keys with a slow input listener',
    body: '<input id=field oninput="busy(100)">',
    act: async ({ type }) => type('#field', 'a'),
  },
  {
    name: 'pointer that drags',
    body: '<div id=box style="width:200px;height:200px;background:silver" onpointerdown="busy(70)" onpointermove="busy(20)" onpointerup="busy(90)">Drag</div>',
    act: async ({ page }) => {
      await page?.mouse.move(50, 50)
      await page?.mouse.down()
      await page?.mouse.move(120, 120, { steps: 4 })
      await page?.mouse.up()
    },
  },
  {
    name: 'click by a script',
    body: slow(90),
    act: async ({ page }) => page?.dispatchEvent('#go', 'click'),
  },
  {
    name: 'more than fifty clicks',
    // Of two interactions of equal length, theirs may explain another one.
    isOfValues: true,
    body: `<button id=go onclick="const n = window.n = (window.n || 0) + 1; if (n === 5 || n === 20) busy(n * 12)">Go</button>`,
    act: async ({ page, pause }) => {
      for (let n = 1; n <= 55; n++) {
        await page?.mouse.click(25, 20)
        // The next click would wait for the slow one, and be as long.
        if (n === 5 || n === 20) await pause(500)
      }
    },
  },
  {
    name: 'click before the largest paint',
    body: `${slow(0)}<img src="/image.png?w=400&h=300&delay=900" width=400 height=300>`,
    isEarly: true,
    act: async ({ click, pause }) => {
      await pause(200)
      await click('#go')
      await pause(900)
    },
  },
  {
    name: 'click while the page is busy',
    body: `${slow(50)}<script>addEventListener('message', () => busy(200))</script>`,
    act: async ({ evaluate, click }) => {
      await evaluate("postMessage('')")
      await click('#go')
    },
  },
  {
    name: 'layout that a click forces',
    body: `<div id=many></div>${slow(60, "for (let n = 0; n < 400; n++) { many.insertAdjacentHTML('beforeend', '<p>' + n); many.offsetHeight };")}`,
    act: async ({ click }) => click('#go'),
  },
  {
    name: 'work behind the listeners',
    body: `<button id=go onclick="requestAnimationFrame(() => busy(160))">Go</button>`,
    act: async ({ click }) => click('#go'),
  },
  {
    name: 'element that the click removes',
    body: `<button id=go onclick="busy(90); this.remove()">Go</button>`,
    act: async ({ click }) => click('#go'),
  },
  {
    name: 'click in an iframe',
    body: `<p>Text</p><iframe width=300 height=200 srcdoc="<button onclick='const end = performance.now() + 120; while (performance.now() < end);'>Go</button>"></iframe>`,
    act: async ({ page }) => page?.frameLocator('iframe').locator('button').click(),
  },
  {
    name: 'scroll alone',
    body: `<div style="height:4000px">Long</div>`,
    act: async ({ page }) => page?.mouse.wheel(0, 600),
  },
  {
    name: 'script in a file of its own',
    body: `<button id=go>Go</button><script>const all = document.createElement('script'); all.textContent = 'function handle() { busy(130) }\\n//# sourceURL=handlers.js'; document.body.append(all); go.addEventListener('click', handle)</script>`,
    act: async ({ click }) => click('#go'),
  },
  {
    name: 'timer between the events',
    body: `<button id=go onpointerdown="setTimeout(() => busy(120))" onclick="busy(40)">Go</button>`,
    act: async ({ page }) => {
      await page?.mouse.move(25, 20)
      await page?.mouse.down()
      await page?.mouse.up()
    },
  },
]

/** @type {Case[]} */
export const INTERACTION_CASES = ACTS.map((each) => ({ ...each, wait: UNTIL_IDLE }))
