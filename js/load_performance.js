// @ts-check
/** Loads the performance stage. The script tag has `script_load_performance.js` in the place of this file. @param {number} [_failures] a bundler's chunk has one address */
export const loadPerformance = (_failures) => import('./on_demand/performance/stage3.js')
