// @ts-check
// One sample of each phase that visits a small page with the subject's tag: the files come, and what is sent is sent.

/** @typedef {import('./browser.mjs').SamplePage} Page */
/** @typedef {import('./subjects.mjs').Subject} Subject */
/** @typedef {import('./server.mjs').Server} Server */

/** How long a visitor stays, in ms: sessions are sent up to a second after the page was loaded. */
const VISIT = 2000
/** How long after the load event work still counts as the page's, in ms. */
const AFTER_LOAD = 1000
/** How long a page that was closed may still send, in ms. */
const FAREWELL = 100

const sleep = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** What a page view moves over the network. @param {Server} server @param {'' | '?error'} search */
export const view = (server, search) => async (/** @type {Page} */ page, /** @type {Subject} */ subject) => {
  await sleep(FAREWELL)
  server.take()
  await page.open(`/visited/${subject.name}/sync${search}`)
  await sleep(VISIT)
  const { files, fileBytes, posts, postedBytes } = server.take()
  return { files, fileBytes, postedBytes, requests: files + posts + page.foreign() }
}

/** What the tag costs the page until a second after its load event. @param {'async' | 'sync'} tag @param {number} rate */
export const load = (tag, rate) => async (/** @type {Page} */ page, /** @type {Subject} */ subject) => {
  // Another page of the site came before: neither its process nor its fonts have to start.
  await page.open('/visited')
  await page.throttle(rate)
  await page.open(`/visited/${subject.name}/${tag}`)
  await sleep(AFTER_LOAD)
  // Chromium counts anew with each navigation.
  return { task: await page.tasks(), lcp: await page.run(LCP) }
}

/** When the largest text or image was painted, in ms from the first byte of the page. */
const LCP = `new Promise((done) => {
  const [{ responseStart }] = performance.getEntriesByType('navigation')
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime - responseStart)).observe({
    type: 'largest-contentful-paint',
    buffered: true,
  })
})`
