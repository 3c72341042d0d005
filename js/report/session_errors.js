// @ts-check
/**
 * Counts an error in the session of the page. A session that was not sent yet waits for its time.
 * @param {{ current: () => any, capture: () => void }} session
 * @param {boolean} isUnhandled
 */
export const countError = ({ current, capture }, isUnhandled) => {
  const open = current()
  if (!open) return
  const isNews = !open.errors || (isUnhandled && open.status === 'ok')
  open.errors++
  if (isUnhandled) open.status = 'unhandled'
  if (isNews && !open.init) capture()
}
