// An image that comes when the page asks for it holds up `load`.
const call = (word) => ARRIVED.replace('arrived', word)
const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve))
const seen = []
const look = async () => {
  await idle()
  await idle()
  await Balefire.flush()
  seen.push([document.readyState === 'complete', ...(await arrived())])
}
document.body.append(Object.assign(new Image(), { src: call('held') }))
addEventListener('load', () => look().then(() => done(seen)))
addEventListener('DOMContentLoaded', () => look().then(() => navigator.sendBeacon(call('release'))))
