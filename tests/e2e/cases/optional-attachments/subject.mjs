import * as Balefire from '/balefire.js'

Balefire.init({
  dsn: DSN,
  integrations: [Balefire.attachmentsIntegration()],
  beforeSend(event, hint) {
    if (event.message === 'with files')
      hint.attachments = [...hint.attachments, { filename: 'hook.json', data: '{}' }]
    return event
  },
})
globalThis.Balefire = Balefire
Balefire.withScope((scope) => {
  scope.addAttachment({ filename: 'log.txt', data: 'grün\nab', contentType: 'text/plain' })
  scope.addAttachment({ filename: 'large.txt', data: 'x'.repeat(2 ** 20) })
  const attachments = [{ filename: 'bytes.bin', data: new Uint8Array([97, 98, 99]) }]
  Balefire.captureMessage('with files', { attachments })
})
Balefire.captureMessage('without')
done()
