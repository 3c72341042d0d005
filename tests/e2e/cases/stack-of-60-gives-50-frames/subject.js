const beforeSend = (event) => {
  event.tags = {
    frames: event.exception.values[0].stacktrace.frames.length,
    deep: Error.stackTraceLimit >= 50,
  }
  return event
}
Balefire.init({ dsn: DSN, beforeSend })
const deep = (n) => {
  if (n) return deep(n - 1) + 1
  throw new Error('deep')
}
doneOn('error')
deep(60)
