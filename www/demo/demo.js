// @ts-check
// Breaks on purpose, each way in named functions as a shop would have them.
// The page must live without Balefire too, hence `globalThis.Balefire?.`.
import { say } from './log.js'

globalThis.Balefire?.setUser({ id: 'demo-visitor' })
globalThis.Balefire?.setTag('shop', 'wardlight')

on('throw', 'TypeError thrown', pay)
on('reject', 'Promise rejected', () => void reserveStock('storm-lantern'))
on('cause', 'Error with two causes thrown', placeOrder)
on('vendor', 'Third-party widget failed', () => globalThis.Sparkle.celebrate('basket'))
on('fetch', 'Fetch of offers failed', () => void loadOffers())
on('slow', 'Page stands still, message sent', () => void checkOutSlowly())
on('panic', 'Rust app panicked', () => void payInRust())
on('panic-message', 'Rust app sent a message', () => void noteFromRust())

function on(/** @type {string} */ id, /** @type {string} */ what, /** @type {() => void} */ act) {
  document.getElementById(id)?.addEventListener('click', () => {
    say(what)
    act()
  })
}

function pay() {
  const basket = [{ price: { amount: 48 } }, { price: { amount: 12.5 } }, {}]
  return chargeCard(totalOf(basket))
}

function totalOf(basket) {
  return basket.map(priceOf).reduce((sum, price) => sum + price, 0)
}

function priceOf(item) {
  return inCents(item.price)
}

function inCents(price) {
  return Math.round(price.amount * 100)
}

function chargeCard(/** @type {number} */ cents) {
  return { charged: cents }
}

async function reserveStock(/** @type {string} */ article) {
  await Promise.resolve()
  throw new Error(`No stock left of ${article}`)
}

function placeOrder() {
  try {
    authorisePayment()
  } catch (cause) {
    throw new Error('The order could not be placed', { cause })
  }
}

function authorisePayment() {
  try {
    readCard('4000-0000')
  } catch (cause) {
    throw new Error('The payment was not authorised', { cause })
  }
}

function readCard(/** @type {string} */ number) {
  if (number.length !== 16) throw new RangeError('A card number has 16 digits')
}

async function loadOffers() {
  // Beside this page, which may lie below a path.
  const address = new URL('missing.json', document.baseURI).pathname
  const response = await fetch(address)
  if (!response.ok) throw new Error(`GET ${address} answered ${response.status}`)
  return response.json()
}

/** Blocks the main thread in steps, painting between them so that one can watch. */
async function checkOutSlowly() {
  const bar = /** @type {HTMLElement | null} */ (document.querySelector('#meter div'))
  let blocked = 0
  for (let step = 1; step <= 6; step++) {
    blocked += block(100)
    if (bar) bar.style.width = `${(step / 6) * 100}%`
    await new Promise((painted) => setTimeout(painted, 20))
  }
  globalThis.Balefire?.addBreadcrumb({
    category: 'checkout',
    message: `blocked for ${blocked.toFixed(1)} ms`,
    level: 'warning',
  })
  // In steps of 100 ms, so that the same trouble is the same issue.
  const rounded = Math.round(blocked / 100) * 100
  globalThis.Balefire?.captureMessage(`Slow checkout: main thread blocked for ${rounded} ms`, 'warning')
}

function block(/** @type {number} */ ms) {
  const begin = performance.now()
  while (performance.now() - begin < ms);
  return performance.now() - begin
}

/** The app in Rust, in a wasm instance of its own; loaded when first asked for. */
async function rustApp() {
  // @ts-expect-error: built from www/demo/app.
  const app = await import('./app/balefire_demo.js')
  await app.default()
  return app
}

async function payInRust() {
  const app = await rustApp()
  app.checkout(3)
}

async function noteFromRust() {
  const app = await rustApp()
  app.note('Note from Rust: three lanterns are in the basket')
}
