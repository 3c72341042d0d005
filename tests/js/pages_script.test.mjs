// @ts-check
// The script of the server's pages, over a page that is just big enough for it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const FILE = new URL('../../www/dashboard/pages.js', import.meta.url)

/** An element with what the script uses of one. @param {Record<string, any>} more @returns {any} */
function element(more = {}) {
  /** @type {Record<string, (event?: any) => void>} */
  const listeners = {}
  return {
    hidden: true,
    dataset: {},
    title: '',
    textContent: '',
    addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
      listeners[name] = listener
    },
    fire: (/** @type {string} */ name, /** @type {any} */ event) => listeners[name]?.(event),
    matches: (/** @type {string} */ selector) => selector.includes(more.tag ?? '?'),
    ...more,
  }
}

let runs = 0

/** Runs the script in a page with these elements. @param {{ times?: any[], rows?: any[], lang?: string, storage?: any }} page */
async function run({ times = [], rows = [], lang = 'en', storage = { getItem: () => null } }) {
  const focused = { now: /** @type {any} */ (null) }
  for (const row of rows) row.title.focus = () => (focused.now = row.title)
  const search = element({ tag: 'input', focus: () => (focused.now = search), select: () => {} })
  const keys = element({ open: false, showModal: () => (keys.open = true) })
  const [choice, opener, said] = [element({ checked: false }), element(), element()]
  const close = element()
  const known = {
    '#q': search,
    '#keys': keys,
    '#keys input': choice,
    '#keys button': close,
    '#keys-open': opener,
    '#said': said,
  }
  const lists = { 'time[datetime]': times, 'tr:has(> th.what)': rows }
  /** @type {(event: any) => void} */
  let pressed = () => {}
  const globals = {
    document: {
      documentElement: { lang },
      body: { dataset: {} },
      querySelector: (/** @type {string} */ selector) => known[/** @type {'#q'} */ (selector)] ?? null,
      querySelectorAll: (/** @type {string} */ selector) =>
        lists[/** @type {'time[datetime]'} */ (selector)] ?? [],
      get activeElement() {
        return focused.now
      },
    },
    localStorage: storage,
    addEventListener: (/** @type {string} */ _, /** @type {(event: any) => void} */ listener) => {
      pressed = listener
    },
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  await import(`${FILE}?${runs++}`)
  const press = (/** @type {string} */ key, /** @type {any} */ more = {}) => {
    const event = {
      key,
      target: element({ tag: 'body' }),
      preventDefault: () => (event.isPrevented = true),
      ...more,
    }
    pressed(event)
    return event.isPrevented === true
  }
  return { press, focused, search, keys, choice, opener, close }
}

/** A row of a list: the element around its title and its checkbox. */
function row() {
  const box = { clicks: 0, click: () => box.clicks++ }
  const folded = element({ checkVisibility: () => false })
  const self = {
    querySelector: () => box,
    querySelectorAll: () => [folded, self.title],
    contains: (/** @type {any} */ it) => it === self.title,
    title: element({ checkVisibility: () => true }),
  }
  self.title.closest = () => self
  return { ...self, box }
}

test('the script is small, and speaks to nobody', () => {
  const text = readFileSync(FILE, 'utf8')
  assert.ok(text.length < 5000, `${text.length} bytes`)
  for (const word of ['fetch(', 'XMLHttpRequest', 'innerHTML', 'eval(', 'import(', 'sendBeacon']) {
    assert.ok(!text.includes(word), word)
  }
})

test('times are in the zone of the reader, and in UTC on hover', async () => {
  process.env.TZ = 'Asia/Shanghai'
  const at = '2026-11-29T20:10:05.123Z'
  const time = (/** @type {string | undefined} */ form, dateTime = at) =>
    element({ dateTime, title: 'UTC', textContent: 'as it was', dataset: form ? { time: form } : {} })
  const [clock, hour, ago, odd, unknown] = [
    time('clock'),
    time('hour'),
    time(undefined),
    time('clock', 'x'),
    time('toString'),
  ]
  await run({ times: [clock, hour, ago, odd, unknown] })
  assert.equal(clock.textContent, '04:10:05.123')
  assert.equal(hour.textContent, 'Nov 30, 04:10')
  assert.equal(ago.textContent, 'as it was')
  assert.match(ago.title, /^Nov 30, 2026, 04:10:05 GMT\+8\nUTC$/)
  assert.deepEqual([odd.textContent, odd.title], ['as it was', 'UTC'])
  assert.equal(unknown.textContent, 'as it was')
  await run({ times: [hour], lang: 'zh-CN' })
  assert.equal(hour.textContent, '11月30日 04:10')
})

test('keys move through a list, and select', async () => {
  const rows = [row(), row(), row()]
  const { press, focused, search, keys } = await run({ rows })
  for (const [key, expect] of [
    ['k', 0],
    ['j', 1],
    ['j', 2],
    ['j', 2],
    ['k', 1],
  ]) {
    assert.ok(press(/** @type {string} */ (key)))
    assert.equal(focused.now, rows[/** @type {number} */ (expect)]?.title, `${key}`)
  }
  press('x')
  assert.deepEqual(
    rows.map(({ box }) => box.clicks),
    [0, 1, 0],
  )
  assert.ok(press('/'))
  assert.equal(focused.now, search)
  assert.ok(press('?') && keys.open)
  assert.ok(!press('j'), 'the dialog is open')
})

test('keys are the page’s own while somebody types, with modifiers, or where they are turned off', async () => {
  const rows = [row()]
  const { press, focused, choice } = await run({ rows })
  let left = 0
  const field = element({ tag: 'textarea', blur: () => left++ })
  for (const more of [
    { target: field },
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { isComposing: true },
  ]) {
    assert.ok(!press('j', more))
  }
  assert.ok(!press('constructor') && !press('Enter'))
  press('Escape', { target: field })
  assert.equal(left, 1)
  choice.checked = false
  assert.ok(!press('j'))
  assert.equal(focused.now, null)
})

test('a browser without storage has keys all the same', async () => {
  const storage = {
    getItem: () => {
      throw new Error('denied')
    },
  }
  const { opener } = await run({ storage })
  assert.equal(opener.hidden, false)
})
