document.body.innerHTML = '<div data-sentry-component="Basket"><button title="Buy">Buy</button></div>'
document.querySelector('button').addEventListener('click', () => {
  Balefire.captureMessage('clicked')
  done()
})
