const setup = () => {
  throw new Error('of setup')
}
const processEvent = (event) => ({ ...event, tags: { by: 'integration' } })
Balefire.init({
  dsn: DSN,
  integrations: [
    { name: 'Broken', setup },
    { name: 'Fine', processEvent },
  ],
})
Balefire.captureMessage('works all the same')
done()
