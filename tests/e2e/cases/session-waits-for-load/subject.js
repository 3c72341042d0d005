// An image that comes when the page asks for it holds up `load`, for longer than a session waits after it.
const call = (word) => ARRIVED.replace('arrived', word)
const seen = []
const look = async () => {
  await Balefire.flush()
  seen.push([document.readyState === 'complete', ...(await arrived())])
}
document.body.append(Object.assign(new Image(), { src: call('held') }))
setTimeout(() => look().then(() => navigator.sendBeacon(call('release'))), 1500)
addEventListener('load', async () => {
  await look()
  await untilArrived('session')
  await look()
  done(seen)
})
