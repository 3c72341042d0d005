// @ts-check
// The panel that says what happened, and the beacons on the ridge.

/** Says it in the panel, and lights the next beacon. */
export function say(/** @type {string} */ what) {
  const log = document.getElementById('log')
  log?.querySelector('.empty')?.remove()
  const now = new Date()
  const time = document.createElement('time')
  time.dateTime = now.toISOString()
  time.textContent = now.toLocaleTimeString('en-GB')
  const link = document.createElement('a')
  // The pages lie above the demo, whatever path is before both.
  link.href = '../'
  link.textContent = link.pathname
  const line = document.createElement('li')
  line.append(time, `${what} – look at `, link)
  log?.prepend(line)
  document.querySelector('.beacon:not(.lit)')?.classList.add('lit')
}
