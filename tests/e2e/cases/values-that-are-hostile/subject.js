const circle = {}
circle.self = circle
const trap = () => {
  throw new Error('no')
}
Balefire.setExtras({
  circle,
  getter: Object.defineProperty({ fine: 1 }, 'bad', { get: trap, enumerable: true }),
  proxy: new Proxy({}, { ownKeys: trap, get: trap, getPrototypeOf: trap }),
  json: { toJSON: trap },
  jsoned: { toJSON: () => 'by itself' },
  bigint: 7n,
  symbol: Symbol('odd'),
  fn: function named() {},
  nan: Number.NaN,
})
Balefire.captureMessage('alive')
done()
