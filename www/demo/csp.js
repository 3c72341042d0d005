// @ts-check
// One error on a page where no wasm may run.
import { say } from './log.js'

document.getElementById('throw')?.addEventListener('click', () => {
  say('Error thrown without wasm')
  openGate()
})

function openGate() {
  turnKey('north gate')
}

function turnKey(/** @type {string} */ gate) {
  throw new Error(`The key does not fit the ${gate}`)
}
