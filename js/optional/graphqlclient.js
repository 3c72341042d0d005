// @ts-check

import { some } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'
import { isObject } from '../builtins/types.js'

/** Longest body that is read, in UTF-16 units: nobody writes a longer query. */
const MAX_BODY = 100_000

/** The kind and the name of the operation that a document begins with. */
const OPERATION = /^\s*(query|mutation|subscription)(?:\s+(\w+))?\s*[({@]/

/**
 * The operation in the body of a request, in the words of Sentry's breadcrumbs; undefined if it is no GraphQL.
 * @param {unknown} body
 * @returns {{ operation: string, document?: string, hash?: string, version?: number } | undefined}
 */
export const operationOf = (body) => {
  if (typeof body !== 'string' || body.length > MAX_BODY) return
  /** @type {any} */
  const request = attempt(() => JSON.parse(body))
  if (!isObject(request)) return
  const { query, operationName, extensions } = /** @type {any} */ (request)
  const { sha256Hash: hash, version } = extensions?.persistedQuery ?? {}
  if (typeof operationName === 'string' && typeof hash === 'string' && typeof version === 'number')
    return { operation: `persisted ${operationName}`, hash, version }
  if (typeof query !== 'string') return
  // Without a keyword it is a query.
  const [, kind = /^\s*{/.test(query) ? 'query' : undefined, name = operationName] =
    OPERATION.exec(query) ?? []
  return { operation: kind ? kind + (name ? ` ${name}` : '') : 'unknown', document: query }
}

/** @param {(string | RegExp)[]} endpoints @param {string} url */
const isOne = (endpoints, url) =>
  some(endpoints, (endpoint) =>
    typeof endpoint === 'string' ? url.includes(endpoint) : url.search(endpoint) >= 0,
  )

/**
 * Adds the operation to breadcrumbs of requests to these addresses.
 * @param {{ endpoints: (string | RegExp)[] }} options
 */
export const graphqlClientIntegration = ({ endpoints }) => {
  return {
    name: 'GraphQLClient',
    /** @param {{ getOptions: () => Record<string, any>, on: (name: string, listener: Function) => () => void }} client */
    setup(client) {
      const isWanted = client.getOptions().dataCollection?.graphQL?.document === true
      return client.on(
        'beforeAddBreadcrumb',
        (/** @type {any} */ { type, data }, /** @type {any} */ hint) => {
          if (type !== 'http' || !hint || !isOne(endpoints, data?.url ?? '')) return
          const found = operationOf(hint.xhr ? hint.input : hint.input?.[1]?.body)
          if (!found) return
          const { operation, document, hash, version } = found
          data['graphql.operation'] = operation
          if (hash) {
            data['graphql.persisted_query.hash.sha256'] = hash
            data['graphql.persisted_query.version'] = version
          }
          if (document && isWanted) data['graphql.document'] = document
        },
      )
    },
  }
}
