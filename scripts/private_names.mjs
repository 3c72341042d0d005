// @ts-check
// Members that only our own files make and read: the bundles have a letter for each. A member may also be an option, a part
// of the public API or a word of the wire (the headers and payloads that are sent); those keep their names, so this list says
// which do not. The build checks it as far as it can; a word of the wire, or of what is stored in the browser, never belongs
// here.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, Trouble } from './run.mjs'

/** The most frequent first: they get the letters that code has most of. */
const NAMES = `
  thrown ownEvent exceptions eventId withoutRecursion isBatching bundle subscribers sendSession isOwn begin
  lastAnswer noteBatching codeLocation hasListener isHidden repeated roll drain giveTo isReady isSynthetic
  panicLocation settled useFallback asThrown countLoss isSkipping loadCore onChange putBack stopAll uninstall
  countOverflow countRepeat countSent replay requeue skipNextError tunnelledDsn updateUser loadReporter
  loadWasmLookup makeStage2 shareCore
`
  .trim()
  .split(/\s+/)

/** Letters for the names, the most frequent of minified code first; a second round has a sign behind each. */
const LETTERS = 'etrnasoilcdpumhfgvbkwxyABCDEFGHIJKLMNOPQRSTUVWXYZ'

const newNames = Object.fromEntries(
  NAMES.map((name, at) => [
    name,
    `${LETTERS[at % LETTERS.length]}${'_'.repeat(Math.floor(at / LETTERS.length))}`,
  ]),
)

/** @type {Promise<void> | undefined} */
let checked

/** For esbuild: which members get other names, and which: the same in all bundles, as one reads what another made. */
export async function mangled() {
  checked ??= check()
  await checked
  return { mangleProps: new RegExp(`^(${NAMES.join('|')})$`), mangleCache: newNames }
}

/**
 * Throws where a private name is also a text in js/, which may name a member, or a word of the public types, or an export,
 * which is a member of a module.
 */
async function check() {
  const { tokenizer } = await import('acorn')
  const js = join(root, 'js')
  for (const file of readdirSync(js, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|ts)$/.test(file)) continue
    const text = readFileSync(join(js, file), 'utf8')
    const exported = [...text.matchAll(/^export (?:const|function|class) (\w+)/gm)].map(([, name]) => name)
    const words = file.endsWith('.ts')
      ? text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').match(/\w+/g)
      : texts(text)
    const bad = NAMES.find((name) => words?.includes(name) || exported.includes(name))
    if (bad) throw new Trouble(`js/${file} has the private name ${bad}: see scripts/private_names.mjs`)
  }

  /** @param {string} code */
  function texts(code) {
    const found = [...tokenizer(code, { ecmaVersion: 2024, sourceType: 'module' })]
    return found.map(({ type, value }) => (/string|template/.test(type.label) ? value : ''))
  }
}
