// Modules, and functions that wait.
import { fail, later } from '/module-dependency.js'

const pause = () => new Promise((done) => setTimeout(done))

async function first() {
  await pause()
  await second()
}

async function second() {
  await undefined
  fail('two functions deep')
}

async function* pages() {
  yield 1
  await pause()
  fail('in an async generator')
}

class Shop {
  async load() {
    await pause()
    return this.parse()
  }
  async parse() {
    await undefined
    fail('in an async method')
  }
}

try {
  fail('at the top')
} catch (error) {
  record('top of a module', error)
}

run({
  'async functions': first,
  'async method': () => new Shop().load(),
  'Promise.all': () => Promise.all([pause(), second()]),
  'Promise.any': () => Promise.any([second()]).catch(({ errors }) => Promise.reject(errors[0])),
  'async generator': async () => {
    for await (const _page of pages());
  },
  then: () => Promise.resolve().then(() => fail('in then')),
  'new Promise': () => new Promise(() => fail('in an executor')),
  setTimeout: () =>
    new Promise((_done, reject) => {
      setTimeout(function onTimeout() {
        try {
          fail('in a timer')
        } catch (error) {
          reject(error)
        }
      })
    }),
  'another module': later,
  'dynamic import': () => import('/module-broken.js'),
  fetch: () => fetch('http://'),
})
