// @ts-check
import { filter } from './lists.js'

/** Brands that stand among the others so that nobody relies on their order. https://wicg.github.io/ua-client-hints/ */
const NO_BRAND = /Not.?A.?Brand/i

/**
 * What the page runs on, and how it stands. Browser and system by client hints, where they are given; elsewhere the
 * server reads them from the user agent.
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
      // Given in GiB, told in bytes.
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
