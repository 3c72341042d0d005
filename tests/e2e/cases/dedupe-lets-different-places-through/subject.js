Balefire.captureException(new Error('again'))
Balefire.captureException(new Error('again'))
done()
