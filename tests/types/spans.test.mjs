// @ts-check
// Spans as they are sent are what Sentry's types say.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { npmBin } from '../../scripts/tools.mjs'

test('spans and transactions are of the types of @sentry/core', () => {
  const file = join(root, 'tests', 'types', 'spans', 'spans.ts')
  const options =
    '--ignoreConfig --noEmit --allowJs --module nodenext --target es2022 --lib es2022,dom --strict --skipLibCheck'
  const { stdout, stderr } = spawnSync(npmBin('tsc'), [...options.split(' '), '--types', '', file], {
    encoding: 'utf8',
  })
  // Our own files are checked elsewhere, by other options.
  const complaints = `${stdout}${stderr}`.split('\n').filter((line) => /^\S*spans\.ts\(/.test(line))
  assert.deepEqual(complaints, [])
})
