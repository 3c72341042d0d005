// @ts-check
import { attempt } from '../builtins/originals.js'
import { originOf, SDK } from '../last_resort/brief_event.js'
import { contexts, culture } from './context.js'
import { cleanUrl, collectsHeaders } from './privacy.js'
import { pageTrace, samplingContext } from './trace.js'

/**
 * The members of an event that are mostly those of the event before: where the page is, and who sees it.
 * @param {any} job the capture
 * @param {Record<string, any>} options
 * @param {ReturnType<typeof import('./normalize.js').normalizer>} normal
 * @param {(integration: string) => any} has
 */
export const sharedMembersOf = (job, options, normal, has) => {
  const { scope, url, isHidden, ownEvent } = job
  const { sendDefaultPii, dataCollection, sampleRate } = options
  const userInfo = dataCollection?.userInfo ?? sendDefaultPii
  const { tags, user, transactionName, logger } = scope
  const { document, navigator } = globalThis
  return {
    ...originOf(job, options),
    // These two are no others' members.
    event_id: undefined,
    timestamp: undefined,
    logger,
    transaction: transactionName,
    request: has('HttpContext') && {
      url: cleanUrl(url),
      headers: {
        'User-Agent': navigator?.userAgent,
        Referer: (collectsHeaders(options, 'request') && cleanUrl(document?.referrer ?? '')) || undefined,
      },
      ...scope.request,
    },
    sdk: { ...SDK, settings: { infer_ip: userInfo ? 'auto' : 'never' } },
    user: normal(user && userInfo ? { ip_address: '{{auto}}', ...user } : user) ?? undefined,
    tags: normal(tags),
    contexts: {
      // Extensions and odd systems break `navigator` and `Intl`; the event goes without these contexts then.
      ...(has('HttpContext') && attempt(() => contexts(isHidden))),
      ...(has('CultureContext') && { culture: attempt(culture) }),
      ...normal(scope.contexts),
      trace: {
        ...(normal(scope.contexts?.trace) ?? pageTrace()),
        // The server extrapolates from it.
        client_sample_rate: sampleRate < 1 && !ownEvent?.type ? sampleRate : undefined,
      },
    },
  }
}

/**
 * The JSON of shared members and the sampling context in them: the same text and object where they are those of the event
 * before, so that they are in memory once, and are found in a batch without being read.
 * @param {(value: any) => string | undefined} stringify
 */
export const sharedMembersTexts = (stringify) => {
  /** @type {{ members: string | undefined, trace: object | undefined }} */
  let before = { members: undefined, trace: undefined }
  /** @param {object} members */
  return (members) => {
    const text = stringify(members)
    if (text !== before.members) before = { members: text, trace: samplingContext(members) }
    return before
  }
}
