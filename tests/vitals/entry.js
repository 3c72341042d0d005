// What pages of visitors have: one copy of the file that both stages use.
export { startVitals } from '../../js/on_demand/performance/vitals/vitals.js'
export { earlyVitals } from '../../js/tracing/early_vitals.js'
