// @ts-check
// Holds the layout of the repository: which room may use which, and how long a file gets.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../scripts/run.mjs'
import { RULES, SHORT } from './layout/rules.mjs'
import { branches, testModules, uses } from './layout/uses.mjs'

/** @typedef {import('./layout/rules.mjs').Rule} Rule */

const SOURCE = /\.(rs|js|mjs)$/
const NOT_OURS = /(^|\/)(node_modules|target|dist)\//

/** The files git would see, with their text. */
function sources(/** @type {string[]} */ folders) {
  /** @type {Map<string, string>} */
  const files = new Map()
  for (const folder of folders.filter((folder) => existsSync(join(root, folder)))) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name)
      if (SOURCE.test(file) && !NOT_OURS.test(file)) files.set(file, readFileSync(join(root, file), 'utf8'))
    }
  }
  return files
}

const isUnder = (/** @type {string} */ path, /** @type {string} */ place) =>
  path.replace(SOURCE, '') === place || path === place || path.startsWith(`${place}/`)

/** Every arrow that a rule forbids, in words. */
function violations(/** @type {Map<string, string>} */ files, /** @type {Rule[]} */ rules) {
  const forTests = [...files].flatMap(([file, text]) => (file.endsWith('.rs') ? testModules(file, text) : []))
  const found = []
  for (const [file, text] of files) {
    if (forTests.some((place) => isUnder(file, place))) continue
    const ruling = rules.filter(
      ({ from, except = [] }) => isUnder(file, from) && !except.some((place) => isUnder(file, place)),
    )
    const used = ruling.length === 0 ? [] : uses(file, text)
    for (const { mayNot, why } of ruling) {
      const bad = used.filter((path) => mayNot.some((place) => isUnder(path, place)))
      found.push(...bad.map((path) => `${file} uses ${path}, but ${why}`))
    }
  }
  return found
}

test('imports point one way', () => {
  assert.deepEqual(
    violations(sources(['src', 'js', 'rust/src', 'protocol/src', 'proxy/src', 'www']), RULES),
    [],
  )
})

test('no file is too long to be one idea', () => {
  const lengths = [...sources(SHORT.folders)].map(([file, text]) => ({
    file,
    lines: text.split('\n').length - 1,
  }))
  assert.deepEqual(
    lengths.filter(({ lines }) => lines > SHORT.lines),
    [],
  )
})

test('every rule speaks of a room that is there', () => {
  const files = [...sources(['src', 'js', 'rust/src', 'protocol/src', 'proxy/src', 'www']).keys()]
  const rooms = [
    'src/client',
    'src/integrations',
    'protocol/src',
    'proxy/src/process',
    'proxy/src/store',
    'js/observe',
  ]
  const missing = rooms.filter(
    (room) => RULES.some(({ from }) => from === room) && !files.some((file) => isUnder(file, room)),
  )
  assert.deepEqual(missing, [])
})

test('crates, npm package and lock files are of one version', () => {
  const version = /\[workspace\.package\]\s*version = "([^"]+)"/.exec(
    readFileSync(join(root, 'Cargo.toml'), 'utf8'),
  )?.[1]
  for (const file of ['package.json', 'package-lock.json']) {
    assert.equal(JSON.parse(readFileSync(join(root, file), 'utf8')).version, version, file)
  }
})

/** @param {string} file @param {string} text @param {number} count */
function plant(file, text, count) {
  assert.equal(violations(new Map([[file, text]]), RULES).length, count, `${file}: ${text}`)
}

test('the checker finds what is planted', () => {
  plant('proxy/src/process/group.rs', 'use crate::store::Store;', 1)
  plant('proxy/src/process/group.rs', 'use crate::{model::timestamp::Timestamp, store::{Issue, Store}};', 2)
  plant('proxy/src/process/group.rs', 'fn f() { crate::alerts::send() }', 1)
  plant('proxy/src/process/group.rs', 'use super::super::inbox::Inbox;', 1)
  plant('proxy/src/web/mod.rs', 'use super::worker;', 1)
  plant('proxy/src/store/sqlite.rs', 'use crate::alerts::channel::Channel;', 1)
  plant('proxy/src/alerts/outbox.rs', 'use crate::alerts::channels::dingtalk::DingTalk;', 1)
  plant('proxy/src/web/pages/alerts.rs', 'use crate::config::channels::Robot;', 1)
  plant('proxy/src/alerts/channels/webhook/mod.rs', 'use super::dingtalk::DingTalk;', 1)
  plant('proxy/src/alerts/channels/webhook/mod.rs', 'use crate::alerts::channels::dingtalk::DingTalk;', 1)
  plant('proxy/src/forward/mod.rs', 'use ureq::Agent;', 1)
  plant('src/scope.rs', 'use wasm_bindgen::prelude::*;', 1)
  plant('src/queue.rs', 'use crate::client::Client;', 1)
  plant('protocol/src/dsn.rs', 'let now = std::time::SystemTime::now();', 1)
  plant('js/observe/errors.js', "import { start } from '../recorder.js'", 1)
  plant('js/observe/errors.js', "await import('../recorder.js')", 1)
  plant('js/script.js', "import { parameterize } from './optional/parameterize.js'", 1)
})

test('the checker leaves in peace what is allowed', () => {
  plant('src/js.rs', 'use wasm_bindgen::prelude::wasm_bindgen;', 0)
  plant(
    'proxy/src/process/group.rs',
    '// use crate::store::Store;\nuse crate::model::timestamp::Timestamp;',
    0,
  )
  plant('proxy/src/process/group.rs', '#[cfg(test)]\nmod tests {\n    use crate::store::Store;\n}', 0)
  plant('proxy/src/web/api/event.rs', 'use super::worker;', 0)
  plant('proxy/src/store/sqlite.rs', 'use crate::model::alert::{Alert, Delivery};', 0)
  plant('proxy/src/alerts/channels/mod.rs', 'pub mod dingtalk;\nuse self::dingtalk::DingTalk;', 0)
  plant('proxy/src/outgoing/client.rs', 'use ureq::Agent;', 0)
  plant('js/recorder.js', "import { errors } from './observe/errors.js'", 0)
})

test('test modules are found under their names and in files that are named otherwise', () => {
  const text =
    '#[cfg(test)]\nmod a;\n#[cfg(test)]\npub(crate) mod b;\n#[cfg(test)]\n#[path = "outbox_tests.rs"]\nmod c;\nmod d;'
  assert.deepEqual(testModules('x/src/outbox.rs', text), [
    'x/src/outbox/a',
    'x/src/outbox/b',
    'x/src/outbox_tests',
  ])
})

test('a use tree falls into its branches', () => {
  assert.deepEqual(branches('a::{b, c::{d, e as f}, self}'), ['a::b', 'a::c::d', 'a::c::e', 'a::self'])
})
