const target = new EventTarget()
const seen = {}
function listener(event, ...more) {
  seen.listener = [this === target, event.type, more.length]
}
target.addEventListener('a', listener)
target.dispatchEvent(new Event('a'))
target.removeEventListener('a', listener)
seen.source = listener.toString().startsWith('function listener(')
delete seen.again
target.addEventListener('b', () => Object.assign(seen, { again: true }), { once: true })
seen.native = [setTimeout, fetch, console.log, history.pushState].every((f) =>
  `${f}`.includes('[native code]'),
)
seen.names = [setTimeout.name, setTimeout.length === 1 || setTimeout.length, fetch.name]
seen.handle = typeof setTimeout(() => {})
setTimeout((...args) => done({ ...seen, args }), 0, 1, 'two')
