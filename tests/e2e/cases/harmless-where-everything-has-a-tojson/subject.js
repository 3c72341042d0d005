// The drivers of the tests use JSON, too.
const restore = () => {
  for (const { prototype } of [Array, Object, String, Number, Boolean, Date]) delete prototype.toJSON
}
Balefire.addBreadcrumb({ category: 'cart', message: 'opened', data: { at: new Date(0), list: [1, 'two'] } })
Balefire.setExtra('when', new Date(0))
addEventListener('error', async () => {
  await Balefire.flush()
  await Balefire.captureSession()
  restore()
  done()
})
setTimeout(function checkout() {
  null.total
}, 100)
