const look = () =>
  new Set([
    ...Object.getOwnPropertyNames(globalThis).map((name) => `${name}`),
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
const requests = () =>
  performance.getEntriesByType('resource').filter(({ name }) => !name.endsWith('/balefire.js')).length
const before = look()
const asked = requests()
await import('/balefire.js')
done({ changed: [...look()].filter((value) => !before.has(value)).map(String), asked: requests() - asked })
