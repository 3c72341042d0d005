const look = () =>
  new Set([
    ...Object.getOwnPropertyNames(globalThis),
    ...[
      setTimeout,
      fetch,
      console.log,
      history.pushState,
      addEventListener,
      XMLHttpRequest.prototype.send,
      onerror,
    ],
    Error.stackTraceLimit,
  ])
const before = look()
await import('/balefire.js')
const known = /\/(balefire(-shared-\w+)?\.js|subject\.mjs|prelude\.js|favicon\.ico)$/
const requests = performance.getEntriesByType('resource').map(({ name }) => name)
done({
  changed: [...look()].filter((value) => !before.has(value)).map(String),
  asked: requests.filter((name) => !known.test(name)),
})
