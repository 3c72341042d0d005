document.body.innerHTML = '<iframe></iframe>'
const {
  Error: OfFrame,
  Map: MapOfFrame,
  RegExp: RegExpOfFrame,
} = document.querySelector('iframe').contentWindow
Balefire.captureException({ status: 500, error: new OfFrame('of the frame') })
Balefire.captureException(new Error('holder'), {
  extra: { inner: new OfFrame('held'), map: new MapOfFrame([['a', 1]]), pattern: new RegExpOfFrame('x+') },
})
console.error(new OfFrame('said'))
Balefire.captureMessage('last')
done()
