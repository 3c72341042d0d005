Balefire.captureException(new Error('by a framework'), {
  mechanism: { type: 'vue', handled: false, data: { hook: 'setup' } },
})
done()
