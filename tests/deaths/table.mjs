// @ts-check
// The tables of docs/deaths.md.
import { on } from './deaths.mjs'
import { toldIn } from './places.mjs'

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
    .map(row)
    .join('\n')

/** @param {import('./places.mjs').Place[]} places */
export const tableOfPlaces = (places) =>
  [
    ['where', 'Chromium', 'Firefox', 'WebKit'],
    ['---', '---', '---', '---'],
    ...places.map((place) => {
      const [first, ...others] = ENGINES.map((engine) => toldIn(place, engine).replace('none', 'cannot be'))
      return [place.name, first, ...others.map((told) => (told === first ? 'the same' : told))]
    }),
  ]
    .map(row)
    .join('\n')

/** @param {(string | undefined)[]} cells */
const row = (cells) => `| ${cells.join(' | ')} |`

/** As code in Markdown; it may hold the mark itself. @param {string} text */
const code = (text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)
