// @ts-check
// Everything a test needs, started and ended together: server, robot, browser, data folder.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRobot } from '../dingtalk/robot.mjs'
import { startBrowser } from './browser.mjs'
import { eventually } from './eventually.mjs'
import { startProxy } from './proxy.mjs'
import { startSite } from './site.mjs'

const ROBOT = { accessToken: 'e2e-token', secret: 'SECe2e' }

/** @typedef {Awaited<ReturnType<typeof open>>} World */

/**
 * A server with a fresh data folder, and a robot that it tells of new issues.
 * @param {{ env?: Record<string, string> }} [options] settings of the server
 */
export async function open({ env = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'balefire-e2e-'))
  /** @type {(() => unknown)[]} what to end, newest last */
  const endings = [() => rmSync(data, { recursive: true, force: true })]
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    const robot = await startRobot(ROBOT)
    endings.push(robot.close)
    const proxy = await startProxy({ data, robot: { ...ROBOT, url: robot.url }, env })
    endings.push(() => proxy.stop())

    /** @type {Awaited<ReturnType<typeof startBrowser>> | undefined} */
    let browser
    return {
      data,
      proxy,
      robot,
      close,
      async newPage(/** @type {import('playwright-core').BrowserContextOptions} */ options = {}) {
        if (!browser) {
          browser = await startBrowser()
          endings.push(browser.close)
        }
        return browser.newPage(options)
      },
      async newSite(/** @type {Parameters<typeof startSite>[0]} */ files) {
        const site = await startSite(files)
        endings.push(site.close)
        return site
      },
      /** The message about an issue, as soon as it is there: its own, or one that it shares with others, which names it. */
      waitForMessage: (/** @type {{ id: string, title: string }} */ issue) =>
        eventually(
          () => messagesOf(robot, issue)[0] ?? robot.messages.find(({ text }) => text.includes(issue.title)),
          `message about ${issue.title}`,
        ),
      messagesOf: (/** @type {{ id: string }} */ issue) => messagesOf(robot, issue),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Messages link to their issue. */
const messagesOf = (
  /** @type {{ messages: { text: string }[] }} */ robot,
  /** @type {{ id: string }} */ { id },
) => robot.messages.filter(({ text }) => text.includes(`/issues/${id}/`))
