// The first worker reports by itself, the second has no recorder.
const heard = []
for (const name of ['worker.mjs', 'silent.mjs']) {
  const worker = new Worker(name, { type: 'module' })
  worker.onmessage = () => worker.postMessage('go')
  worker.onerror = ({ message }) => heard.push(/\w*Error/.exec(message)[0].slice(-5))
}
addEventListener('error', async () => {
  if (heard.length < 2) return
  await untilArrived('event', 2)
  // What would come after that comes within this time.
  await new Promise((go) => setTimeout(go, 1500))
  await Balefire.flush()
  done(heard)
})
