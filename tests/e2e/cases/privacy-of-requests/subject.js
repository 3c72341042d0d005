// biome-ignore lint/suspicious/noDocumentCookie: the one that must not be sent
document.cookie = 'session=secret; path=/'
Balefire.captureMessage('now')
done()
