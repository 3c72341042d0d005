// @ts-check
// The script tag's performance stage lies beside it.
import { beside } from './script_files.js'
import { shared } from './shared_tracing.js'

export const loadPerformance = async (failures = 0) =>
  (await import(beside(PERFORMANCE_FILE, failures))).default(shared)
