// @ts-check
/**
 * Whether the browser knows that it has no network: a request may hang then, until the page ends.
 * https://html.spec.whatwg.org/#dom-navigator-online
 */
export const hasNoNetwork = () => globalThis.navigator?.onLine === false
