Balefire.captureMessage('now')
done()
