// @ts-check
/** `https://KEY@HOST/PATH/PROJECT`; an old DSN has a secret after the key, which is not sent. */
const DSN = /^(https?:\/\/)([^:@/]+)(?::[^@/]*)?@([^/?#]+)([^?#]*)\/(\d+)\/?$/

/** The public key of a DSN. @param {string} dsn */
export const publicKey = (dsn) => DSN.exec(dsn)?.[2]

/**
 * The address for envelopes of a DSN; throws if it is not a DSN. The key is in the query, which needs no preflight.
 * @param {string} dsn
 * @param {string | true} [tunnel] an address of the page's own that forwards envelopes; `true`: the address of the DSN, on the page's own origin
 */
export const endpoint = (dsn, tunnel) => {
  const [, protocol, key, host, path, project] = DSN.exec(dsn) ?? []
  if (!project) throw new TypeError('not a DSN')
  const address = `${path}/api/${project}/envelope/?sentry_version=7&sentry_key=${key}`
  return String(tunnel) === 'true' ? address : (tunnel ?? protocol + host + address)
}

/** The option `offline`: whether what cannot be sent is stored. It may be an attribute's text. @param {any} options */
export const isOffline = ({ offline }) => String(offline) !== 'false'
