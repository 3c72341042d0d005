// @ts-check
// Which file an app's own module is, as the crate finds out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownFile } from '../../js/crate/own_module.js'

const OWN = 'https://a.test/pkg/shop_bg.wasm'
const OTHER = 'https://b.test/calc.wasm'
const CHROMIUM = `Error
    at balefire_start (https://a.test/pkg/snippets/balefire-1/js/balefire.js:1:7)
    at __wbg_balefire_start (https://a.test/pkg/shop.js:9:1)
    at shop.wasm.main (PLACE:wasm-function[9]:0x5a)
    at https://a.test/main.js:1:1`
const FIREFOX = `balefire_start@https://a.test/pkg/snippets/balefire-1/js/balefire.js:1:7
__wbg_balefire_start@https://a.test/pkg/shop.js:9:1
shop.wasm.main@PLACE:wasm-function[9]:0x5a`
const WEBKIT = `balefire_start@https://a.test/pkg/snippets/balefire-1/js/balefire.js:1:7
__wbg_balefire_start@https://a.test/pkg/shop.js:9:1
main@shop.wasm:wasm-function[9]`
const BUNDLED = 'start@https://a.test/assets/index-1a2b.js:1:7\nmain@shop.wasm:wasm-function[9]'

/** @type {[name: string, stack: string, files: string[], file: string | undefined, address: string | undefined][]} */
const CASES = [
  ['its address', CHROMIUM.replace('PLACE', OWN), [OTHER], OWN, OWN],
  ['its address in Firefox', FIREFOX.replace('PLACE', OWN), [], OWN, OWN],
  [
    'made of bytes',
    CHROMIUM.replace('PLACE', 'wasm://wasm/shop.wasm-0004ab6e'),
    [OTHER, OWN],
    OWN,
    undefined,
  ],
  [
    'made of bytes in Firefox',
    FIREFOX.replace('PLACE', 'https://a.test/pkg/shop.js line 3 > WebAssembly.instantiate'),
    [OWN, OTHER],
    OWN,
    undefined,
  ],
  ['the glue beside it', WEBKIT, [OWN, OTHER], OWN, undefined],
  ['the only one', BUNDLED, [OWN], OWN, undefined],
  ['one of two', BUNDLED, [OTHER, OWN], undefined, undefined],
  ['two versions', WEBKIT, [OWN, `${OWN}?v=2`], undefined, undefined],
  ['none', WEBKIT, [], undefined, undefined],
]

for (const [name, stack, files, file, address] of CASES)
  test(`the app's own module: ${name}`, () => assert.deepEqual(ownFile(stack, files), { address, file }))
