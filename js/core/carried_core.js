// @ts-check
// The core as a text in the script.

/** Taken before an integration wraps it: the core is no module of the page. */
const { instantiate } = globalThis.WebAssembly ?? {}

/** The exports of the core. A module begins with a zero, so the first character of the text is the key of all. */
export const instantiateCarried = async () => {
  const bytes = new Uint8Array(CORE.length)
  for (let at = 0; at < CORE.length; at++) bytes[at] = CORE.charCodeAt(at) ^ CORE.charCodeAt(0)
  return (await instantiate(bytes)).instance.exports
}
