// @ts-check
// WebKitGTK, the nearest to Safari that runs on Linux: MiniBrowser on a screen that nobody sees, driven by
// WebKitWebDriver. A driver takes one session at a time, so each page has its own driver and its own browser.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { findWebKit } from '../../../scripts/browsers.mjs'
import { eventually } from '../eventually.mjs'
import { openSession } from './webdriver.mjs'

/** The descriptor on which Xvfb says which display it took. */
const DISPLAY_FD = 3

/**
 * WebKitGTK has `SharedArrayBuffer` for those alone who ask for it, also in a page that is isolated, where Safari has it.
 * https://github.com/WebKit/WebKit/blob/main/Source/JavaScriptCore/runtime/OptionsList.h
 */
const AS_SAFARI = { JSC_useSharedArrayBuffer: '1' }

/** @returns {Promise<import('./every.mjs').Browser>} */
export async function launch() {
  const programs = found()
  const screen = await startScreen(programs.screen)
  /** @type {Set<import('./every.mjs').Page>} */
  const pages = new Set()
  const close = async () => {
    for (const page of pages) await page.close()
    await screen.end()
  }

  async function open() {
    const driver = await startDriver(programs.driver, screen.display)
    const { version, end, ...session } = await openSession(driver.url, {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] },
    }).catch(async (error) => {
      await driver.end()
      throw error
    })
    const page = {
      ...session,
      async close() {
        // Ends MiniBrowser, too.
        if (pages.delete(page)) await end().finally(driver.end)
      },
    }
    pages.add(page)
    return { page, version }
  }

  try {
    // Only a session tells the version, so the first page is opened with the browser.
    const first = await open()
    let next = /** @type {import('./every.mjs').Page | undefined} */ (first.page)
    return {
      name: 'webkit',
      version: first.version,
      async newPage() {
        const page = next ?? (await open()).page
        next = undefined
        return page
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function found() {
  const programs = findWebKit()
  if (!programs) throw new Error('WebKitGTK is missing: node scripts/setup.mjs test')
  return programs
}

/** A screen in memory, on a display that is free. */
async function startScreen(/** @type {string} */ program) {
  const args = ['-displayfd', `${DISPLAY_FD}`, '-screen', '0', '1280x800x24', '-nolisten', 'tcp']
  const { child, end, hasEnded } = start(program, args)
  let number = ''
  child.stdio[DISPLAY_FD]?.on('data', (data) => {
    number += data
  })
  await eventually(() => number.endsWith('\n') || hasEnded(), 'a display from Xvfb')
  if (hasEnded()) throw new Error(`${program} has no display to give`)
  return { display: `:${number.trim()}`, end }
}

/** A driver that takes requests. */
async function startDriver(/** @type {string} */ program, /** @type {string} */ display) {
  const port = await freePort()
  const { end, hasEnded } = start(program, ['--host=127.0.0.1', `--port=${port}`], {
    DISPLAY: display,
    ...AS_SAFARI,
  })
  const url = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
  await eventually(async () => hasEnded() || (await isReady()), 'an answer of WebKitWebDriver').catch(
    async (error) => {
      await end()
      throw error
    },
  )
  if (hasEnded()) throw new Error(`${program} ended at its start`)
  return { url, end }
}

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  await new Promise((done) => server.close(done))
  return port
}

/**
 * A process that ends with this one, even if that one forgets to end it.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function start(program, args, env) {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise((done) => child.once('close', done).once('error', done))
  ended.then(() => process.off('exit', kill))
  return {
    child,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async end() {
      child.kill()
      await ended
    },
  }
}
