// @ts-check
// The browsers that the tests drive: where they lie, and how they come onto a machine.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, isProgram, onPath } from './tools.mjs'

/** How Chromium is started: unseen, and quiet, so that a page speaks to nobody but the test. */
export const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Firefox: the one named by the variable FIREFOX, or one on PATH. */
export function findFirefox() {
  const named = process.env.FIREFOX
  if (named) return isProgram(named) ? named : undefined
  return ['firefox-esr', 'firefox'].map(onPath).find(Boolean)
}

/** WebKitGTK: its driver, the small browser that the driver starts, and the screen which that one needs. */
export function findWebKit() {
  const driver = onPath('WebKitWebDriver')
  const browser = miniBrowsers().find(isProgram)
  const screen = onPath('Xvfb')
  return driver && browser && screen ? { driver, browser, screen } : undefined
}

/** Where distributions put MiniBrowser: never on PATH, and on Debian by architecture. */
function miniBrowsers() {
  const multiarch = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name))
    : []
  return [...multiarch, '/usr/libexec'].flatMap((folder) =>
    ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map((name) => join(folder, name, 'MiniBrowser')),
  )
}

const BROWSERS = [
  { name: 'Chromium', packages: ['chromium'], find: findChromium, variable: 'CHROMIUM' },
  { name: 'Firefox', packages: ['firefox-esr'], find: findFirefox, variable: 'FIREFOX' },
  // MiniBrowser comes with the library that the driver depends on.
  { name: 'WebKitGTK', packages: ['webkit2gtk-driver', 'xvfb'], find: findWebKit },
]

/**
 * The browsers as one part of the setup, so that apt's lists are fetched once.
 * @returns {import('./setup.mjs').Part}
 */
export function browsersToTest() {
  const missing = BROWSERS.filter(({ find }) => !find())
  const packages = missing.flatMap((browser) => browser.packages)
  const variables = missing.flatMap(({ variable }) => variable ?? [])
  const apt = (/** @type {string[]} */ ...args) => [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    ...args,
  ]
  return {
    name: missing.map(({ name }) => name).join(', ') || 'browsers',
    isThere: () => BROWSERS.every(({ find }) => find()),
    get:
      process.getuid?.() === 0 && onPath('apt-get')
        ? [apt('update', '-q'), apt('install', '-q', '-y', '--no-install-recommends', ...packages)]
        : [],
    hint: [
      `Install what the tests drive (Debian, as root: apt-get install ${packages.join(' ')}).`,
      variables.length > 0 ? `A browser elsewhere is named in the variable ${variables.join(' or ')}.` : '',
    ]
      .filter(Boolean)
      .join('\n'),
  }
}
