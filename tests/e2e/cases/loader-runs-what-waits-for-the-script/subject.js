let isThrown = false
addEventListener('error', () => {
  isThrown = true
})
Balefire.onLoad(() => {
  throw new Error('of the page')
})
Balefire.onLoad(() => Balefire.captureException(new Error('in onLoad')))
const whenThere = () => {
  if (!isThrown) return setTimeout(whenThere)
  Balefire.onLoad(() => Balefire.captureMessage('late'))
  done()
}
whenThere()
