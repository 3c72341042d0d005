addEventListener('hashchange', () => {
  Balefire.captureMessage('now')
  done()
})
location.hash = 'top'
