// @ts-check
import { filter } from '../builtins/lists.js'

/** Made-up brands, which browsers add so that nobody relies on the order of the list. https://wicg.github.io/ua-client-hints/ */
const NO_BRAND = /Not.?A.?Brand/i

/**
 * Browser, system and device: they stay the same while the page is open, and Chromium takes 160 µs to tell them. Client
 * hints name browser and system; without them the server reads the user agent.
 */
const readFixed = () => {
  const { navigator, screen, devicePixelRatio } = globalThis
  const { userAgentData: hints, deviceMemory, hardwareConcurrency } = /** @type {any} */ (navigator)
  const brands = filter(hints?.brands ?? [], ({ brand }) => !NO_BRAND.test(brand))
  const brand = filter(brands, ({ brand }) => brand !== 'Chromium')[0] ?? brands[0]
  return {
    browser: brand && { name: brand.brand, version: brand.version },
    os: hints?.platform && { name: hints.platform },
    device: {
      // The browser counts GiB, the wire bytes.
      memory_size: deviceMemory && deviceMemory * 2 ** 30,
      processor_count: hardwareConcurrency,
      screen_width_pixels: screen?.width,
      screen_height_pixels: screen?.height,
      screen_density: devicePixelRatio,
      mobile: hints?.mobile,
    },
  }
}

/** @type {ReturnType<typeof readFixed>} */
let fixed

/** Browser, system, device and state of the page. @param {boolean} isHidden at the time of the capture */
export const contexts = (isHidden) => {
  const { navigator, document, innerWidth, innerHeight } = globalThis
  fixed ??= readFixed()
  return {
    ...fixed,
    device: { ...fixed.device, online: navigator.onLine },
    page: document && {
      visibility: isHidden ? 'hidden' : 'visible',
      ready_state: document.readyState,
      viewport: `${innerWidth}x${innerHeight}`,
    },
  }
}

/** @type {object} */
let ofVisitor

/**
 * Language and time zone of the visitor, and the calendar where the browser has no Temporal: a formatter of dates takes
 * Chromium 17 ms to make, https://tc39.es/proposal-temporal/#sec-temporal.now.timezoneid a microsecond.
 */
export const culture = () => {
  const { Temporal, navigator } = /** @type {any} */ (globalThis)
  const read = () => {
    if (Temporal) return { locale: navigator.language, timezone: Temporal.Now.timeZoneId() }
    const { locale, timeZone: timezone, calendar } = Intl.DateTimeFormat().resolvedOptions()
    return { locale, timezone, calendar }
  }
  ofVisitor ??= read()
  return ofVisitor
}
