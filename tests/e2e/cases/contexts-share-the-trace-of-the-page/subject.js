const traces = new Set()
const beforeSend = (event) => void traces.add(event.contexts.trace.trace_id) ?? null
Balefire.init({ dsn: DSN, beforeSend })
Balefire.captureMessage('one')
Balefire.captureMessage('two')
Balefire.flush().then(() => done(traces.size))
