function tell() {
  return Balefire.captureMessage('look here', 'warning')
}
const id = tell()
done(/^[0-9a-f]{32}$/.test(id) && id === Balefire.lastEventId())
