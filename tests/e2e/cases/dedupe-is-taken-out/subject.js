Balefire.init({ dsn: DSN, integrations: (all) => all.filter(({ name }) => name !== 'Dedupe') })
const make = () => new Error('again')
for (let n = 0; n < 3; n++) Balefire.captureException(make())
done()
