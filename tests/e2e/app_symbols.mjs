// @ts-check
// Hands the symbols of an app to a server, as its developer does.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proxyProgram } from '../../scripts/tools.mjs'

/** @param {import('./proxy.mjs').Proxy} proxy @param {Uint8Array | undefined} symbols */
export function uploadAppSymbols(proxy, symbols) {
  assert.ok(symbols)
  const folder = mkdtempSync(join(tmpdir(), 'balefire-symbols-'))
  try {
    writeFileSync(join(folder, 'app.wasm'), symbols)
    const { status, stderr } = spawnSync(proxyProgram(), ['upload', '--url', proxy.url, 'app.wasm'], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, SENTRY_AUTH_TOKEN: proxy.token },
    })
    assert.equal(status, 0, stderr)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
