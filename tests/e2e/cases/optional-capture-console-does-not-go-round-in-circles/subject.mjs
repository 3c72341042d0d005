import * as Balefire from '/balefire.js'

const beforeSend = (event) => {
  console.error('in beforeSend', Math.random())
  return event
}
Balefire.init({
  dsn: DSN,
  beforeSend,
  integrations: [Balefire.captureConsoleIntegration({ levels: ['error'] })],
})
Balefire.addEventProcessor((event) => {
  console.error('in a processor', Math.random())
  return event
})
console.error('of the page')
await Balefire.flush()
await Balefire.flush()
done()
