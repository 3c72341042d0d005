// @ts-check
// A page behind failing servers and networks: every error that it threw is stored once, counted as lost, or kept. The
// gate runs a few cases of each kind; FAULTS=all runs the whole table (`npm run matrix -- faults`), CASE=pattern those
// whose names match it.
import { batching } from './faults/cases/batching.mjs'
import { leaving } from './faults/cases/leaving.mjs'
import { offline } from './faults/cases/offline.mjs'
import { stages } from './faults/cases/stages.mjs'
import { runCases } from './faults/run.mjs'

const { FAULTS, CASE } = process.env

runCases([...stages, ...batching, ...leaving, ...offline], {
  isWhole: FAULTS === 'all' || CASE !== undefined,
  ...(CASE === undefined ? {} : { word: CASE }),
})
