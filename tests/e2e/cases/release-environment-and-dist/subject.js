const integrations = (all) => all.filter(({ name }) => name !== 'BrowserSession')
const { dsn, ...options } = { ...document.querySelector('[data-release]').dataset, integrations }
Balefire.init({ dsn: DSN, ...options })
Balefire.captureMessage('now')
done()
