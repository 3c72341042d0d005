if (!globalThis.run) importScripts('/record.js')

function fail() {
  throw new Error('in a worker')
}

run({
  function: fail,
  eval: () => eval('fail()'),
}).then(() => postMessage(stacks))
