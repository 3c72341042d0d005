// @ts-check
// Cases: a folder each, with a page and what must arrive when it is opened.
//
// subject.js   runs in a page with the script tag. The tag starts the SDK, unless the subject calls `Balefire.init`.
// subject.mjs  runs instead in a page without: it imports '/balefire.js'.
// page.html    is the page, where there is more to it than the subject.
// case.json    how the page is opened; every member may be missing, and so may the file:
//   attributes   of the script tag
//   headers      that the page is served with
//   clicks       elements that the user clicks
//   types        [element, text] that the user types
//   leaves       the user goes to another page in the end
//   only         browsers that can do it at all
//   smoke        runs in WebKitGTK, too
//   todo         why it fails today: it is run, and may
// expect.json  what must have come of it, see matches.mjs; expect.firefox.json where one browser has other words:
//   items        each an object, with the payload under its type, and no more than these; in no order
//   otherItems   those sent to OTHER_DSN
//   told         what the page gave to `done`
//   complaints   of the SDK in the console; none if not given
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'

/**
 * @typedef {{
 *   attributes?: Record<string, string>, headers?: Record<string, string>, clicks?: string[],
 *   types?: [string, string][], leaves?: boolean, only?: string[], smoke?: boolean, todo?: string,
 * }} How
 * @typedef {{ items?: any[], otherItems?: any[], told?: any, complaints?: string[] }} Expected
 * @typedef {{ name: string, how: How, files: Record<string, string>, expected: (browser: string) => Expected }} Case
 */

const FOLDER = join(root, 'tests', 'e2e', 'cases')
const PRELUDE = readFileSync(join(FOLDER, 'prelude.js'), 'utf8')
/** The files of a case that are no part of its page. */
const ABOUT = /^(case|expect)\..*json$/

/** @returns {Case[]} */
export function cases() {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => {
    const folder = join(FOLDER, name)
    const texts = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')])
    const files = Object.fromEntries(texts.filter(([file = '']) => !ABOUT.test(file)))
    const json = (/** @type {string} */ file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return {
      name,
      files,
      how: existsSync(join(folder, 'case.json')) ? json('case.json') : {},
      expected: (browser) =>
        json(existsSync(join(folder, `expect.${browser}.json`)) ? `expect.${browser}.json` : 'expect.json'),
    }
  })
}

/**
 * The files of a case's page, by their path in its folder.
 * @param {Case} subject
 * @param {{ DSN: string, OTHER_DSN: string, OTHER_SITE: string, ARRIVED: string }} names what its scripts know
 * @returns {Record<string, import('./site.mjs').File>}
 */
export function filesOf({ name, how, files }, names) {
  const page = withBuilt(files['page.html'] ?? pageOf(name, how, files, names.DSN))
  const variables = Object.entries(names).map(
    ([key, value]) => `globalThis.${key} = ${JSON.stringify(value)}\n`,
  )
  const own = Object.entries(files).map(([file, body]) => [
    file,
    { body: withBuilt(body), ...(/\.mjs$/.test(file) && JS) },
  ])
  return {
    ...Object.fromEntries(own),
    '': {
      body: page.replaceAll('%DSN%', names.DSN),
      headers: how.headers ?? {},
      type: 'text/html; charset=utf-8',
    },
    'prelude.js': { body: variables.join('') + PRELUDE },
  }
}

/** A page or a bundle with the text of ours in it. @param {string} text */
const withBuilt = (text) =>
  text.replace(/%(balefire|loader)\.min\.js%/g, (_, name) =>
    readFileSync(join(root, 'dist', `${name}.min.js`), 'utf8'),
  )

const JS = { type: 'text/javascript' }

/** @param {string} name @param {How} how @param {Record<string, string>} files @param {string} dsn */
function pageOf(name, { attributes = {} }, files, dsn) {
  const subject = files['subject.js']
  const dataset = subject?.includes('Balefire.init(') ? attributes : { 'data-dsn': dsn, ...attributes }
  const written = Object.entries(dataset).map(
    ([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`,
  )
  const scripts = subject
    ? `<script src="/balefire.min.js"${written.join('')}></script></head><body>
<script src="subject.js"></script>`
    : '</head><body><script type="module" src="subject.mjs"></script>'
  return `<!doctype html>
<html><head><title>${name}</title>
<script src="prelude.js"></script>
${scripts}
</body></html>
`
}
