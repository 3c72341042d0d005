// @ts-check
// Alerts by e-mail, handed to aiosmtpd, a mail server of others, and read there by Python's own parser of mails.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { proxyProgram, venvBin } from '../../scripts/tools.mjs'
import { failure } from './envelope.mjs'
import { eventually } from './eventually.mjs'
import { startProxy } from './proxy.mjs'

const file = (/** @type {string} */ name) => join(root, 'tests', 'email', name)

/** @param {'starttls' | 'tls'} mode */
async function startMailServer(mode) {
  const args = [file('server.py'), file('certificate.pem'), file('key.pem'), mode]
  const server = spawn(venvBin('python'), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  /** @type {any[]} */
  const lines = []
  createInterface(server.stdout).on('line', (line) => lines.push(JSON.parse(line)))
  await eventually(() => lines.length > 0, 'mail server')
  return { port: lines.shift().port, mails: lines, stop: () => server.kill() }
}

/** @param {number} port @param {Record<string, string>} more */
const settings = (port, more = {}) => {
  const values = {
    HOST: 'localhost',
    PORT: String(port),
    CA_FILE: file('certificate.pem'),
    USERNAME: 'balefire',
    PASSWORD: 'hunter2',
    FROM: 'Balefire <balefire@shop.test>',
    TO: 'ops@shop.test,nobody@shop.test',
    ...more,
  }
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value)
      .map(([key, value]) => [`BALEFIRE_ALERT__EMAIL__MAIL__${key}`, value]),
  )
}

/** `balefire-proxy alert test`, in a folder of its own. @param {Record<string, string>} env */
function alertTest(env) {
  const cwd = mkdtempSync(join(tmpdir(), 'balefire-e2e-'))
  const { status, stdout, stderr } = spawnSync(proxyProgram(), ['alert', 'test', '--data', cwd], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  })
  rmSync(cwd, { recursive: true, force: true })
  return { status, said: stdout + stderr }
}

for (const mode of /** @type {const} */ (['starttls', 'tls'])) {
  test(`a test message over ${mode}, and what is wrong in words`, async () => {
    const server = await startMailServer(mode)
    try {
      const sent = alertTest(settings(server.port, { TLS: mode }))
      assert.equal(sent.status, 0, sent.said)
      await eventually(() => server.mails.length === 1, 'mail')
      const [mail] = server.mails
      assert.deepEqual([mail.is_encrypted, mail.to, mail.defects], [true, ['ops@shop.test'], []])
      assert.equal(mail.headers.from, 'Balefire <balefire@shop.test>')
      assert.match(mail.headers['message-id'], /^<[0-9a-f]{32}@shop\.test>$/)
      assert.match(mail.plain, /Alerts will arrive here/)

      const wrong = alertTest(settings(server.port, { TLS: mode, PASSWORD: 'hunter3' }))
      assert.match(wrong.said, /the account was refused: the server answered 535/)
      const untrusted = alertTest(settings(server.port, { TLS: mode, CA_FILE: '' }))
      assert.match(untrusted.said, /certificate is not trusted/)
      assert.notEqual(wrong.status, 0)
      assert.notEqual(untrusted.status, 0)
      assert.ok(![sent, wrong, untrusted].some(({ said }) => /hunter/.test(said)))
      assert.equal(server.mails.length, 1)
    } finally {
      server.stop()
    }
  })
}

test('a new issue with hostile words arrives as they were said, and as no markup', async () => {
  const data = mkdtempSync(join(tmpdir(), 'balefire-e2e-'))
  const server = await startMailServer('starttls')
  const proxy = await startProxy({ data, env: settings(server.port) })
  try {
    const words = '<b>漢字</b> 😀\r\nBcc: all@evil.test'
    await proxy.send(failure('Outage', words))
    await eventually(() => server.mails.length === 1, 'mail')
    const [mail] = server.mails
    assert.match(mail.headers.subject, /^error · demo · .*Outage: <b>漢字<\/b> 😀/)
    assert.deepEqual([mail.headers.bcc, mail.defects], [undefined, []])
    assert.match(mail.html, /&lt;b&gt;漢字&lt;\/b&gt;/)
    const issue = await proxy.waitForIssue(/^Outage/)
    assert.ok(mail.plain.includes(`${proxy.url}/issues/${issue.id}/`))
  } finally {
    await proxy.stop()
    server.stop()
    rmSync(data, { recursive: true, force: true })
  }
})
