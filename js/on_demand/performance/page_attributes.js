// @ts-check
// Attributes that say where a span comes from: of all spans, and of the segments alone.
import { map } from '../../builtins/lists.js'
import { assign, attempt } from '../../builtins/originals.js'
import { SDK } from '../../last_resort/brief_event.js'
import { culture } from '../../report/context.js'
import { snapshot } from '../../scope/current_scopes.js'
import { epoch } from '../../tracing/clock.js'

/**
 * The attributes of all spans, in Sentry's words.
 * @param {{ release?: string, environment?: string }} options
 * @returns {Record<string, unknown>}
 */
export const commonAttributes = ({ release, environment = 'production' }) => {
  const { user } = attempt(() => snapshot({}, {}, 0)) ?? {}
  return {
    'sentry.trace_lifecycle': 'stream',
    'sentry.sdk.name': SDK.name,
    'sentry.sdk.version': SDK.version,
    'sentry.release': release,
    'sentry.environment': environment,
    'user.id': user?.id,
    'user.email': user?.email,
    'user.ip_address': user?.ip_address,
    'user.name': user?.username,
  }
}

/** Adds the members that an object does not have. @param {Record<string, unknown>} into @param {Record<string, unknown>} more */
export const addMissing = (into, more) => {
  assign(into, { ...more, ...into })
}

/** Visitor, browser and connection. @param {{ name: string }[]} integrations @returns {Record<string, unknown>} */
export const visitorAttributes = (integrations) => {
  const { userAgent, connection, deviceMemory, hardwareConcurrency } = /** @type {any} */ (
    globalThis.navigator ?? {}
  )
  const { locale, timezone, calendar } = /** @type {any} */ (attempt(culture) ?? {})
  return {
    'sentry.platform': 'javascript',
    'sentry.sdk.integrations': map(integrations, ({ name }) => name),
    'user_agent.original': userAgent,
    'culture.locale': locale,
    'culture.timezone': timezone,
    'culture.calendar': calendar,
    'network.connection.effective_type': connection?.effectiveType,
    'network.connection.type': connection?.type,
    'network.connection.rtt': connection?.rtt,
    'device.memory.estimated_capacity': deviceMemory,
    'device.processor_count': hardwareConcurrency,
  }
}

/** The navigation type of the page load, in Sentry's words. @param {any} entry of navigation timing */
const navigationType = ({ type = '', activationStart }) =>
  activationStart > 0 || globalThis.document?.prerendering
    ? 'prerender'
    : globalThis.document?.wasDiscarded
      ? 'restore'
      : type.replace(/_/g, '-')

/** What navigation timing says of the page load. @param {any} entry @param {any[]} paints @returns {Record<string, unknown>} */
export const pageLoadAttributes = (entry, paints) => {
  const { activationStart = 0, responseStart, requestStart } = entry
  const [firstPaint] = paints
  return {
    'browser.navigation.type': navigationType(entry),
    'browser.performance.time_origin': epoch(0) / 1000,
    'browser.performance.navigation.activation_start': activationStart,
    'browser.web_vital.ttfb.request_time':
      requestStart <= responseStart ? responseStart - requestStart : undefined,
    'browser.web_vital.fp.value':
      firstPaint?.name === 'first-paint' ? Math.max(firstPaint.startTime - activationStart, 0) : undefined,
  }
}
