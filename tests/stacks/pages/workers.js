// Workers tell what they threw.
const told = (name, worker) =>
  new Promise((done) => {
    worker.onmessage = ({ data }) => {
      for (const one of data) record(`${name}: ${one.case}`, one)
      done()
    }
  })

const blob = () => {
  const text = `importScripts('${location.origin}/record.js', '${location.origin}/worker.js')`
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
}

async function all() {
  await told('classic worker', new Worker('/worker.js'))
  await told('module worker', new Worker('/worker-module.js', { type: 'module' }))
  await told('blob worker', new Worker(blob()))
  isDone = true
}

all()
