// @ts-check
/** Longest line that is sent, and how much of a longer one is sent before the column, in characters. */
const MAX_LINE = 140
const BEFORE_COLUMN = 60

/** The part of a line around a column. @param {string} line @param {number} [column] */
export function snip(line, column = 0) {
  if (line.length <= MAX_LINE) return line
  const start = Math.max(Math.min(column - BEFORE_COLUMN, line.length - MAX_LINE), 0)
  const end = start + MAX_LINE
  return (start ? '{snip} ' : '') + line.slice(start, end) + (end < line.length ? ' {snip}' : '')
}

/**
 * Gives frames of a page's inline scripts the lines around them.
 * @param {any} event
 * @param {string} page address of the page, without query and fragment
 * @param {string} html what is in its `html` element
 * @param {number} count lines before and after
 */
export function addLines(event, page, html, count) {
  // The browser does not keep the source of the page; most pages begin with these two lines.
  const lines = ['<!DOCTYPE html>', '<html>', ...html.split('\n'), '</html>']
  for (const { stacktrace } of event.exception?.values ?? []) {
    for (const frame of stacktrace?.frames ?? []) {
      const index = frame.lineno - 1
      const line = lines[index]
      if (frame.filename !== page || line === undefined) continue
      frame.pre_context = lines.slice(Math.max(index - count, 0), index).map((text) => snip(text))
      frame.context_line = snip(line, frame.colno)
      frame.post_context = lines.slice(index + 1, index + 1 + count).map((text) => snip(text))
    }
  }
}

/**
 * Source lines for inline scripts, which no server has a file for.
 * @param {{ frameContextLines?: number }} [options]
 */
export const contextLinesIntegration = ({ frameContextLines = 7 } = {}) => ({
  name: 'ContextLines',
  /** @param {any} event */
  processEvent(event) {
    const page = location.href.split(/[?#]/, 1)[0] ?? ''
    const frames = event.exception?.values?.flatMap(
      (/** @type {any} */ value) => value.stacktrace?.frames ?? [],
    )
    // Serializing the page is slow, so only if a frame needs it.
    if (frames?.some((/** @type {any} */ { filename }) => filename === page)) {
      addLines(event, page, document.documentElement.innerHTML, frameContextLines)
    }
    return event
  },
})
