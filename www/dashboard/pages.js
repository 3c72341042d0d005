// @ts-check
// Keys, copying, and times in the reader's zone. The pages are whole without: what needs this is hidden until it runs.

const OFF = 'balefire-keys-off'
const FIELD = 'select, textarea, input:not([type=checkbox], [type=radio])'
/** @returns {any[]} */
const all = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)]
/** @returns {any} */
const one = (/** @type {string} */ selector) => document.querySelector(selector)

// Times with data-time are shown in the reader's zone; all say it on hover, beside UTC.

/** @type {Intl.DateTimeFormatOptions} */
const hour = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
/** @type {Intl.DateTimeFormatOptions} */
const full = { ...hour, year: 'numeric', second: '2-digit' }
const { month, day, ...clock } = { ...hour, second: full.second, fractionalSecondDigits: 3 }
const format = (/** @type {any} */ options) => new Intl.DateTimeFormat(document.documentElement.lang, options)
const title = format({ ...full, timeZoneName: 'short' })
const FORMATS = new Map(Object.entries({ clock: format(clock), hour: format(hour), full: format(full) }))

for (const time of all('time[datetime]')) {
  const at = Date.parse(time.dateTime)
  if (Number.isNaN(at)) continue
  time.title = `${title.format(at)}\n${time.title}`
  const shown = FORMATS.get(time.dataset.time)
  if (shown) time.textContent = shown.format(at)
}
for (const zone of all('[data-zone]')) zone.textContent = title.resolvedOptions().timeZone

// A page that waits is loaded again, unless that took a selection or the focus away.
const { reload } = document.body.dataset
const isIdle = () => document.activeElement === document.body && getSelection()?.isCollapsed
if (reload) setInterval(() => isIdle() && location.reload(), +reload * 1000)

/** Without TLS or permission, browsers have no clipboard but by the old command. Whether the text is there. */
async function copy(/** @type {string} */ text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {}
  const field = document.body.appendChild(document.createElement('textarea'))
  field.value = text
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}

/** Selects what could not be copied, so that the keys of the browser copy it. */
function select(/** @type {any} */ from) {
  if (from.select) from.select()
  else getSelection()?.selectAllChildren(from)
}

const said = one('#said')
for (const button of all('button[data-copy]')) {
  const from = one(button.dataset.copy)
  if (!from) continue
  const name = button.textContent
  const say = (/** @type {string} */ text) => {
    button.textContent = text || name
    said.textContent = text
  }
  button.hidden = false
  button.addEventListener('click', async () => {
    const isCopied = await copy(from.value ?? from.textContent)
    button.focus()
    if (!isCopied) select(from)
    say(isCopied ? said.dataset.copied : said.dataset.selected)
    setTimeout(say, 2000, '')
  })
}

const keys = one('#keys')
const choice = one('#keys input')
const opening = one('#keys-open')
opening.hidden = false
opening.addEventListener('click', () => keys.showModal())
one('#keys button').addEventListener('click', () => keys.close())
// A browser may refuse storage.
try {
  choice.checked = !localStorage.getItem(OFF)
} catch {}
choice.addEventListener('change', () => {
  try {
    localStorage.setItem(OFF, choice.checked ? '' : '1')
  } catch {}
})

/** @returns {any} */
const row = () => document.activeElement?.closest('tr')

/** Moves the focus among the rows of lists: to the link that opens a row, or its button. */
function move(/** @type {number} */ step) {
  const seen = (/** @type {any} */ it) => it.checkVisibility()
  const titles = all('tr:has(> th.what)').flatMap(
    (it) => [...it.querySelectorAll('.what a[href], button')].find(seen) ?? [],
  )
  const now = titles.findIndex((title) => row()?.contains(title))
  titles[now < 0 ? 0 : now + step]?.focus()
}

/** @type {Record<string, () => void>} */
const KEYS = {
  '/': () => {
    one('#q')?.focus()
    one('#q')?.select()
  },
  '?': () => keys.showModal(),
  j: () => move(1),
  k: () => move(-1),
  x: () => row()?.querySelector('input[type=checkbox]')?.click(),
}

addEventListener('keydown', (event) => {
  const target = /** @type {any} */ (event.target)
  // Safari ends a composition before its last key, which then has this code alone. https://bugs.webkit.org/show_bug.cgi?id=165004
  const isComposing = event.isComposing || event.keyCode === 229
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing || keys.open) return
  if (target.matches?.(FIELD)) {
    if (event.key === 'Escape') target.blur()
  } else if (choice.checked && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault()
    KEYS[event.key]?.()
  }
})

export {}
