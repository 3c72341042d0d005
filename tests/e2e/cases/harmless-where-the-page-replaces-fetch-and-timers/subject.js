Balefire.init({ dsn: DSN })
window.fetch = () => Promise.reject(new Error('not for you'))
window.setTimeout = () => 0
console.log('a breadcrumb')
Balefire.captureMessage('on its way')
done()
