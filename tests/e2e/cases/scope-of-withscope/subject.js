Balefire.setTag('who', 'page')
const result = Balefire.withScope((outer) => {
  outer.setTag('outer', true).setLevel('warning')
  Balefire.withScope((inner) => {
    inner.setTag('who', 'inner').setFingerprint(['a', 'b'])
    Balefire.captureMessage('in both')
  })
  Balefire.captureMessage('in one')
  return 'given back'
})
Balefire.captureMessage('in none')
done(result)
