// @ts-check
// What the samples say: a median for each measure and subject, how it stands to Sentry's, and to Balefire's budgets.
import { columns, median, number } from '../table.mjs'
import { MEASURES } from './measures.mjs'
import { BASELINE, RIVAL } from './subjects.mjs'

/** @typedef {import('./run.mjs').Samples} Samples */
/** @typedef {import('./measures.mjs').Measure} Measure */

/** @param {Samples} samples @param {Measure} measure @param {string} subject */
function medianOf(samples, { phase, of, above }, subject) {
  const found = (/** @type {string} */ name) => median((samples[phase]?.[name] ?? []).map(of))
  const value = found(subject)
  return above && subject !== BASELINE ? value - (found(BASELINE) || 0) : value
}

/** Where hooks of the page run, Sentry has them too, if that was measured. @param {Samples} samples @param {Measure} measure @param {string} subject */
function rivalOf(samples, { phase }, subject) {
  const alike = `${RIVAL}-hooks`
  return subject !== alike && subject.endsWith('-hooks') && samples[phase]?.[alike] ? alike : RIVAL
}

/** @param {Samples} samples @param {Measure} measure @param {string} subject */
const ratioOf = (samples, measure, subject) =>
  medianOf(samples, measure, subject) / medianOf(samples, measure, rivalOf(samples, measure, subject))

/** How each budget of a measure stands, where its subject was measured. @param {Samples} samples @param {Measure} measure */
export function verdicts(samples, measure) {
  return (measure.budgets ?? []).flatMap(({ subjects, share, limit, least }) =>
    subjects
      .filter((subject) => samples[measure.phase]?.[subject])
      .map((subject) => {
        const value = share ? ratioOf(samples, measure, subject) : medianOf(samples, measure, subject)
        const bound = share ?? limit ?? least ?? Number.NaN
        const isKept = least ? value >= bound : value <= bound
        return { subject, bound, isShare: !!share, isKept: Number.isNaN(value) ? undefined : isKept }
      }),
  )
}

/** @param {Samples} samples */
export const isOver = (samples) =>
  MEASURES.some((measure) => verdicts(samples, measure).some(({ isKept }) => isKept === false))

/** @param {ReturnType<typeof verdicts>[number]} verdict */
const inWords = ({ subject, bound, isShare, isKept }) =>
  `${subject} ${isShare ? `x${bound}` : bound} ${isKept === undefined ? '-' : isKept ? 'kept' : 'NOT KEPT'}`

/** A column for each subject; in parentheses its ratio to Sentry. @param {Samples} samples @param {string[]} names */
export function table(samples, names) {
  const rows = [['', ...names, 'budgets']]
  for (const measure of MEASURES.filter(({ phase }) => samples[phase])) {
    const cells = names.map((name) => {
      const value = medianOf(samples, measure, name)
      const ratio = ratioOf(samples, measure, name)
      // Differences of two medians may fall below zero, and then a ratio says nothing.
      const isCompared =
        name !== BASELINE && name !== RIVAL && value > 0 && ratio > 0 && Number.isFinite(ratio)
      return isCompared ? `${number(value)} (${ratio.toFixed(2)})` : number(value)
    })
    rows.push([measure.name, ...cells, verdicts(samples, measure).map(inWords).join(', ')])
  }
  return columns(rows)
}
