// @ts-check
// The few commands of W3C WebDriver that the tests need. selenium-webdriver has them too, with a tree of packages for
// what is not needed here; these are all there are: https://www.w3.org/TR/webdriver2/#endpoints

/** The name under which WebDriver hands out elements: https://www.w3.org/TR/webdriver2/#elements */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/**
 * What becomes of the page's promise: execute/async hands its callback over as the last argument. As text, for
 * WebKitGTK makes null of undefined.
 */
const settled = (/** @type {string} */ source) => `
  const done = arguments[arguments.length - 1];
  const value = (async () => { ${source}\n})()
  value.then((value) => JSON.stringify({ value })).then(
    done,
    (error) => done(JSON.stringify({ error: String(error?.message ?? error) })),
  )`

/**
 * Opens a session with a driver.
 * @param {string} driver its URL
 * @param {object} capabilities
 */
export async function openSession(driver, capabilities) {
  const opened = await command('POST', `${driver}/session`, {
    capabilities: { alwaysMatch: capabilities },
  })
  const session = `${driver}/session/${opened.sessionId}`
  const post = (/** @type {string} */ path, body = {}) => command('POST', `${session}/${path}`, body)
  const find = async (/** @type {string} */ selector) => {
    const found = await post('element', { using: 'css selector', value: selector })
    return `element/${found[ELEMENT]}`
  }
  const evaluate = async (/** @type {string} */ source) => {
    const answer = await post('execute/async', { script: settled(source), args: [] })
    const { value, error } = JSON.parse(answer)
    if (error !== undefined) throw new Error(error)
    return value
  }
  return {
    version: /** @type {string} */ (opened.capabilities.browserVersion),
    async goto(/** @type {string} */ url) {
      await post('url', { url })
      // WebKitGTK takes a page that cannot be loaded for loaded: the reason stands on a blank one.
      const trouble = await evaluate("return location.href === 'about:blank' && document.body.innerText")
      if (trouble !== false && url !== 'about:blank') throw new Error(`${url}: ${trouble}`)
    },
    evaluate,
    click: async (/** @type {string} */ selector) => void (await post(`${await find(selector)}/click`)),
    type: async (/** @type {string} */ selector, /** @type {string} */ text) =>
      void (await post(`${await find(selector)}/value`, { text })),
    end: () => command('DELETE', session),
  }
}

/**
 * @param {'POST' | 'DELETE'} method
 * @param {string} url
 * @param {object} [body]
 */
async function command(method, url, body) {
  const response = await fetch(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  const { value } = /** @type {any} */ (await response.json())
  if (!response.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`)
  return value
}
