// @ts-check
/**
 * The exports of the core that this bundle carries. A module begins with a zero, so the first character is the key of all.
 * @param {import('./core.js').Native} native
 */
export const carriedExports = async ({ instantiate }) => {
  const key = CORE.charCodeAt(0)
  const bytes = new Uint8Array(CORE.length)
  for (let at = 0; at < CORE.length; at++) bytes[at] = CORE.charCodeAt(at) ^ key
  return (await instantiate(bytes)).instance.exports
}
