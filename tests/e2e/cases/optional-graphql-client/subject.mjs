import * as Balefire from '/balefire.js'

Balefire.init({
  dsn: DSN,
  dataCollection: { graphQL: { document: true } },
  integrations: [Balefire.graphqlClientIntegration({ endpoints: [/graphql$/] })],
})
globalThis.Balefire = Balefire
const post = (url, query) => fetch(url, { method: 'POST', body: JSON.stringify({ query }) })
await post('/ok?graphql', 'query Cart { total }')
await new Promise((loaded) => {
  const request = new XMLHttpRequest()
  request.open('POST', '/ok?graphql')
  request.onloadend = loaded
  request.send(JSON.stringify({ query: 'mutation Pay($id: ID!) { pay(id: $id) }' }))
})
await post('/ok?rest', 'query No { no }')
Balefire.captureMessage('after')
done()
