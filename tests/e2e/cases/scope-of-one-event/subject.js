const scope = new Balefire.Scope().setTag('by', 'scope')
Balefire.captureException(new Error('1'), {
  tags: { by: 'object' },
  level: 'fatal',
  extra: { a: 1 },
  fingerprint: ['x'],
})
Balefire.captureException(new Error('2'), { captureContext: { tags: { by: 'context' }, user: { id: 9 } } })
Balefire.captureException(new Error('3'), (own) => own.setTag('by', 'function'))
Balefire.captureException(new Error('4'), scope)
Balefire.captureMessage('5', { contexts: { weather: { wind: 'east' } }, level: 'debug' })
done()
