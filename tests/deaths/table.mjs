// @ts-check
// The table of docs/deaths.md.
import { on } from './deaths.mjs'

/** @type {import('./deaths.mjs').Engine[]} */
const ENGINES = ['chromium', 'firefox', 'webkit']

/** @param {import('./deaths.mjs').Death[]} deaths */
export const tableOf = (deaths) =>
  [
    ['death', 'level', 'type', 'Chromium', 'Firefox', 'WebKit', 'place in the source'],
    ['---', '---', '---', '---', '---', '---', '---'],
    ...deaths.map((death) => {
      const types = new Set(ENGINES.map((engine) => on(death.type, engine)))
      const [first, ...others] = ENGINES.map((engine) => code((death.known ?? '') + on(death.value, engine)))
      const words = others.map((value) => (value === first ? 'the same' : value))
      return [
        death.name,
        death.isDeath ? 'fatal' : 'error',
        [...types].map(code).join(', '),
        first,
        ...words,
        death.at ? 'yes' : 'by its address',
      ]
    }),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** As code in Markdown; it may hold the mark itself. @param {string} text */
const code = (text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)
