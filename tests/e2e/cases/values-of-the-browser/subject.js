document.body.id = 'shop'
Balefire.setExtras({
  node: document.body,
  page: window,
  document,
  bytes: new Uint8Array(50_000_000),
  map: new Map([['a', 1]]),
  date: new Date(0),
  error: new RangeError('inside'),
  event: new Event('click'),
  boxed: new String('boxed'),
  promise: Promise.resolve(1),
})
Balefire.captureMessage('alive')
done()
