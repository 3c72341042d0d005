// @ts-check
// Pages that are hidden, left, and come back.
/** @typedef {import('../cases.mjs').Case} Case */

const PAINTS = /** @type {Case['browsers']} */ (['chromium', 'firefox'])
const ROUTES = `<nav><a id=one href="/one">One</a> <a id=two href="/two">Two</a></nav><main id=main><p>Home</p></main><script>
addEventListener('click', (event) => {
  const { id } = event.target
  if (!['one', 'two'].includes(id)) return
  event.preventDefault()
  busy(id === 'one' ? 30 : 90)
  setTimeout(() => {
    history.pushState({}, '', '/' + id + location.search)
    main.innerHTML = '<h1 style="font-size:60px">' + id + ' is another route</h1><p>' + 'With words. '.repeat(50) + '</p>'
  }, 50)
})
</script>`

/** Leaves by itself, some time after it is shown: nobody drives a browser that loads pages ahead. */
const LEAVES = `<script>
  const leave = () => setTimeout(() => location.assign('/blank'), 1500)
  if (document.prerendering) document.addEventListener('prerenderingchange', leave)
  else leave()
</script>`

/** @type {Case[]} */
export const NAVIGATION_CASES = [
  {
    name: 'reload',
    browsers: PAINTS,
    isBrief: true,
    body: '<p>Text</p><img src="/image.png?w=300&h=200" width=300 height=200>',
    act: async ({ evaluate, pause, started }) => {
      await evaluate('setTimeout(() => location.reload())')
      await pause(300)
      await started()
    },
  },
  {
    name: 'tab that was discarded',
    head: `<script>Object.defineProperty(document, 'wasDiscarded', { value: true })</script>`,
    body: '<p>Text</p>',
  },
  {
    name: 'back to a page that is loaded anew',
    body: '<p>Text</p><script>addEventListener("unload", () => {})</script>',
    act: async ({ page, pause, blank, started }) => {
      await page?.evaluate("navigator.locks.request('a', () => new Promise(() => {})); 0")
      await page?.goto(blank)
      await page?.goBack()
      await pause(200)
      await started()
    },
  },
  {
    name: 'back from the cache',
    isBrief: true,
    body: '<p>Text</p><button id=go onclick="busy(60)">Go</button>',
    act: async ({ page, pause, blank, click }) => {
      await pause(200)
      await page?.evaluate((url) => location.assign(url), blank)
      await page?.waitForURL(blank)
      await page?.goBack({ waitUntil: 'commit' }).catch(() => {})
      await pause(600)
      await click('#go')
    },
    // Until web-vitals has handled the click.
    wait: 1200,
  },
  {
    name: 'back from the cache with a shift',
    body: '<p>Text</p><p>More text that is pushed.</p>',
    act: async ({ page, pause, blank, evaluate }) => {
      await pause(200)
      await page?.evaluate((url) => location.assign(url), blank)
      await page?.waitForURL(blank)
      await page?.goBack({ waitUntil: 'commit' }).catch(() => {})
      await pause(800)
      await evaluate(
        `document.body.insertAdjacentHTML('afterbegin', '<div style="height:200px">Banner</div>')`,
      )
      await pause(400)
    },
  },
  {
    name: 'hidden at its start',
    isBrief: true,
    browsers: PAINTS,
    head: `<script>Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })</script>`,
    body: '<p>Text</p>',
    act: async ({ evaluate, pause }) => {
      await pause(300)
      await evaluate('hide(false)')
    },
  },
  {
    name: 'hidden before the late image',
    body: '<p>Text</p><img src="/image.png?w=400&h=300&delay=700" width=400 height=300>',
    isEarly: true,
    act: async ({ evaluate, pause }) => {
      await pause(250)
      await evaluate('hide()')
      await pause(900)
      await evaluate('hide(false)')
    },
  },
  {
    name: 'hidden twice with a click between',
    browsers: PAINTS,
    body: '<p>Text</p><button id=go onclick="busy(100)">Go</button>',
    act: async ({ evaluate, pause, click }) => {
      await pause(200)
      await evaluate('hide()')
      await evaluate('hide(false)')
      await click('#go')
      await pause(1200)
      await evaluate('hide()')
      await evaluate('hide(false)')
    },
  },
  {
    name: 'soft navigation',
    isBrief: true,
    body: ROUTES,
    act: async ({ click, pause }) => {
      await click('#one')
      await pause(600)
    },
    wait: 600,
  },
  {
    name: 'two soft navigations',
    body: ROUTES,
    act: async ({ click, pause }) => {
      await click('#one')
      await pause(700)
      await click('#two')
      await pause(700)
    },
    wait: 600,
  },
  {
    name: 'soft navigation with a shift',
    body: ROUTES,
    act: async ({ click, pause, evaluate }) => {
      await click('#one')
      await pause(900)
      await evaluate(
        `document.body.insertAdjacentHTML('afterbegin', '<div style="height:200px">Banner</div>')`,
      )
      await pause(400)
    },
  },
  {
    name: 'prerendered page',
    isBrief: true,
    isPrerendered: true,
    body: `<p>Text</p><img src="/image.png?w=300&h=200" width=300 height=200>${LEAVES}`,
  },
  {
    name: 'prerendered page with an image that comes later',
    isPrerendered: true,
    body: `<p>Text</p>${LEAVES}<script>document.addEventListener('prerenderingchange', () => setTimeout(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="/image.png?w=400&h=300&delay=100" width=400 height=300>') }, 200))</script>`,
  },
  {
    name: 'prerendered page with a shift after it is shown',
    isPrerendered: true,
    body: `<p>Text</p><p>More text.</p>${LEAVES}<script>document.addEventListener('prerenderingchange', () => setTimeout(() => {
      document.body.insertAdjacentHTML('afterbegin', '<div style="height:200px">Banner</div>') }, 300))</script>`,
  },
]
