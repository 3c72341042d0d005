// @ts-check
import { filter } from '../builtins/lists.js'

/** Made-up brands, which browsers add so that nobody relies on the order of the list. https://wicg.github.io/ua-client-hints/ */
const NO_BRAND = /Not.?A.?Brand/i

/**
 * Browser, system, device and state of the page. Client hints name browser and system; without them the server reads
 * the user agent.
 */
export const contexts = () => {
  const { navigator, screen, document, devicePixelRatio, innerWidth, innerHeight } = globalThis
  const { userAgentData: hints, deviceMemory, hardwareConcurrency, onLine } = /** @type {any} */ (navigator)
  const brands = filter(hints?.brands ?? [], ({ brand }) => !NO_BRAND.test(brand))
  const brand = filter(brands, ({ brand }) => brand !== 'Chromium')[0] ?? brands[0]
  return {
    browser: brand && { name: brand.brand, version: brand.version },
    os: hints?.platform && { name: hints.platform },
    device: {
      // The browser counts GiB, the wire bytes.
      memory_size: deviceMemory && deviceMemory * 2 ** 30,
      processor_count: hardwareConcurrency,
      online: onLine,
      screen_width_pixels: screen?.width,
      screen_height_pixels: screen?.height,
      screen_density: devicePixelRatio,
      mobile: hints?.mobile,
    },
    page: document && {
      visibility: document.visibilityState,
      ready_state: document.readyState,
      viewport: `${innerWidth}x${innerHeight}`,
    },
  }
}

/** Language, time zone and calendar of the visitor. */
export const culture = () => {
  const { locale, timeZone: timezone, calendar } = Intl.DateTimeFormat().resolvedOptions()
  return { locale, timezone, calendar }
}
