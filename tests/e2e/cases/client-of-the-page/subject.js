const before = Balefire.getClient()
Balefire.init({ dsn: DSN, environment: 'test' })
const client = Balefire.getClient()
const heard = []
client.on('beforeSendEvent', (event) => heard.push(event.message))
const off = client.on('beforeAddBreadcrumb', () => heard.push('breadcrumb'))
Balefire.addBreadcrumb({ message: 'one' })
off()
Balefire.addBreadcrumb({ message: 'two' })
client.addEventProcessor((event) => ({ ...event, tags: { by: 'client' } }))
client.captureMessage('of the client')
Balefire.flush().then(async () => {
  const told = [
    before === undefined,
    client.getOptions().environment,
    client.getIntegrationByName('Breadcrumbs')?.name,
    client.getIntegrationByName('Nothing') === undefined,
    heard,
  ]
  await Balefire.close()
  done([...told, Balefire.getClient() === undefined])
})
