// @ts-check
// The real sentry crate, pointed at our DSN.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { root, run } from '../../scripts/run.mjs'
import { checkReport, checkTransaction, runClient } from './clients.mjs'
import { exceptions, frames, message } from './event.mjs'
import { open } from './harness.mjs'
import { checkOutcomes } from './outcomes.mjs'

const CLIENT = { name: 'sentry.rust', release: 'kiosk@2', user: 'u-5', tag: 'rust' }

const manifest = join(root, 'tests', 'clients', 'rust', 'Cargo.toml')
const target = join(root, 'target', 'clients')

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  const cargo = ['cargo', 'build', '--quiet', '--locked', '--manifest-path', manifest]
  await run([...cargo, '--target-dir', target])
  world = await open()
})
after(() => world?.close())

/** The crate's stacks go on into the machinery of panics and of the crate itself. */
const newestOfApp = (/** @type {any} */ event) => frames(event).find(({ inApp }) => inApp)?.function

test('the sentry crate sends here without a change', async () => {
  await runClient(join(target, 'debug', 'balefire-client-rust'), [world.proxy.dsn])

  const error = await checkReport(world, CLIENT, {
    title: 'ParseIntError: invalid digit found in string',
    level: 'error',
  })
  // Its stack comes as that of a thread.
  assert.match(newestOfApp(error) ?? '', /^balefire_client_rust::main::/)
  assert.equal(error.platform, 'native')
  const warning = await checkReport(world, CLIENT, { title: 'the kiosk is closed', level: 'warning' })
  assert.equal(message(warning), 'the kiosk is closed')

  const panic = await checkReport(world, CLIENT, { title: 'panic: no such article: 7', level: 'fatal' })
  assert.equal(exceptions(panic)[0]?.mechanism?.handled, false)
  assert.equal(newestOfApp(panic), 'balefire_client_rust::price_of')

  await checkTransaction(world, { name: 'close the kiosk', spans: ['sum up'] })

  // The attachment and the transaction; the session as it met the error and as it ended.
  await checkOutcomes(world.proxy, {
    'error accepted': 3,
    'attachment accepted': 1,
    'transaction accepted': 1,
    'session accepted': 2,
  })
})
