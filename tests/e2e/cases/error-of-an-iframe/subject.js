document.body.innerHTML = '<iframe></iframe>'
const { Error: OfFrame } = document.querySelector('iframe').contentWindow
Balefire.captureException(new OfFrame('of another realm', { cause: new OfFrame('inner') }))
done()
