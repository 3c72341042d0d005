const names = 'setTimeout setInterval requestAnimationFrame fetch'.split(' ')
const look = () => ({
  ...Object.fromEntries(names.map((name) => [name, window[name]])),
  log: console.log,
  addEventListener: EventTarget.prototype.addEventListener,
  open: XMLHttpRequest.prototype.open,
  send: XMLHttpRequest.prototype.send,
  pushState: history.pushState,
  replaceState: history.replaceState,
  toString: Function.prototype.toString,
})
const before = look()
const changed = () => Object.entries(look()).flatMap(([name, now]) => (now === before[name] ? [] : [name]))
Balefire.init({ dsn: DSN })
const during = changed().length
Balefire.close().then((sent) => done({ during, after: changed(), sent, enabled: Balefire.isEnabled() }))
