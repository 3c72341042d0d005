Balefire.setTags({
  number: 7,
  yes: true,
  nothing: null,
  missing: undefined,
  big: 7n,
  symbol: Symbol('odd'),
  object: { a: 1 },
})
Balefire.captureMessage('now')
done()
