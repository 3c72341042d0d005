// @ts-check
// Holds the layout of the repository: which room may use which, and how long a file gets.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../scripts/run.mjs'
import { circles, inWords } from './layout/circles.mjs'
import { fileGraph, foldersOf, roomGraph } from './layout/graph.mjs'
import { CIRCLE_FREE, RULES, SHORT } from './layout/rules.mjs'
import { branches, testModules, uses } from './layout/uses.mjs'

/** @typedef {import('./layout/rules.mjs').Rule} Rule */

const SOURCE = /\.(rs|js|mjs)$/
const NOT_OURS = /(^|\/)(node_modules|target|dist)\//

/** Where the sources are that rules speak of. */
const ROOTS = ['src', 'js', 'rust/src', 'protocol/src', 'proxy/src', 'www']

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
  assert.deepEqual(violations(sources(ROOTS), RULES), [])
})

/** Every circle of files, and of the rooms in each folder, in words. @param {Map<string, string>} files */
function allCircles(files) {
  const graph = fileGraph(files)
  const rooms = foldersOf(graph).map((folder) => roomGraph(graph, folder))
  const found = [graph, ...rooms].flatMap((each) => circles(each).map((members) => inWords(each, members)))
  return [...new Set(found)]
}

test('neither files nor rooms use each other in a circle', () => {
  for (const folder of CIRCLE_FREE) assert.deepEqual(allCircles(sources([folder])), [], folder)
})

test('no two files of the recorder have one name', () => {
  const names = [...sources(['js']).keys()].map((file) => file.split('/').at(-1))
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
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
  const files = [...sources(ROOTS).keys()]
  const isThere = (/** @type {string} */ room) => files.some((file) => isUnder(file, room))
  // Names of other crates are no rooms of ours.
  const isOurs = (/** @type {string} */ place) => ROOTS.some((top) => isUnder(place, top))
  const named = RULES.flatMap(({ from, except = [], mayNot }) => [from, ...except, ...mayNot.filter(isOurs)])
  assert.deepEqual(
    [...new Set(named)].filter((room) => !isThere(room)),
    [],
  )
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
  plant('proxy/src/process/group/rules.rs', 'use super::super::super::inbox::Inbox;', 1)
  plant('proxy/src/store/mod.rs', 'use crate::inbox::Inbox;', 1)
  plant('proxy/src/web/pages/alerts.rs', 'use crate::web::api::cursor;', 1)
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
  plant('js/observe/global_errors.js', "import { record } from '../recorder/recorder.js'", 1)
  plant('js/observe/global_errors.js', "await import('../recorder/recorder.js')", 1)
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
  plant('js/report/pipeline.js', "import { innerError } from '../recorder/inner_error.js'", 0)
})

/** @param {Record<string, string>} files @param {string[]} expected circles in words */
function plantCircles(files, ...expected) {
  assert.deepEqual(allCircles(new Map(Object.entries(files))), expected)
}

test('the checker finds circles of files, by way of others too', () => {
  plantCircles(
    { 'js/a.js': "import { b } from './b.js'", 'js/b.js': "import { a } from './a.js'" },
    'js/a.js -> js/b.js -> js/a.js',
    'js/a -> js/b -> js/a',
  )
  plantCircles(
    {
      'src/lib.rs': 'mod a;\nmod b;\nmod c;',
      'src/a.rs': 'use crate::b::B;',
      'src/b.rs': 'fn f() { crate::c::g() }',
      'src/c.rs': 'use super::a::{A, other};',
    },
    'src/a.rs -> src/b.rs -> src/c.rs -> src/a.rs',
    'src/a -> src/b -> src/c -> src/a',
  )
  plantCircles(
    {
      'src/a.rs': 'mod part;\nfn f() { part::g() }\npub struct A;',
      'src/a/part.rs': 'use super::A;',
    },
    'src/a.rs -> src/a/part.rs -> src/a.rs',
  )
})

test('the checker finds circles of rooms whose files are in none', () => {
  plantCircles(
    {
      'js/observe/x.js': "import { y } from '../report/y.js'",
      'js/observe/z.js': '',
      'js/report/w.js': "import { z } from '../observe/z.js'",
      'js/report/y.js': '',
    },
    'js/observe -> js/report -> js/observe',
  )
})

test('the checker takes no wiring for a circle', () => {
  plantCircles({
    'src/lib.rs': 'mod a;\nmod b;\npub use a::A;\npub use serde_json::Value;',
    'src/a.rs': 'use crate::b::{C, B as Other};\nuse crate::Value;\n#[cfg(test)]\nmod tests;',
    'src/a/tests.rs': 'use super::A;\nuse crate::d::D;',
    'src/b/mod.rs': 'mod c;\npub use c::{C, B};',
    'src/b/c.rs': '// use crate::a::A;',
    'src/d.rs': 'use crate::A;\n#[cfg(test)]\nmod tests {\n    use crate::a::tests;\n}',
  })
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
