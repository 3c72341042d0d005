// @ts-check
/** Loads the performance stage. The script tag has `script_load_performance.js` in the place of this file. */
export const loadPerformance = () => import('./on_demand/performance/stage3.js')
