import * as Balefire from '/balefire.js'

let left = 3
const beforeBreadcrumb = (crumb) => {
  // Each would be an event, which is a breadcrumb, which is an event ...
  if (left-- > 0) console.error('in beforeBreadcrumb', Math.random())
  return crumb
}
Balefire.init({
  dsn: DSN,
  beforeBreadcrumb,
  integrations: [Balefire.captureConsoleIntegration({ levels: ['error'] })],
})
console.error('of the page')
for (let n = 0; n < 5; n++) await Balefire.flush()
done()
