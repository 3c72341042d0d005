const fates = {
  drop: () => null,
  'drop later': async () => null,
  throw: () => {
    throw new Error('of beforeSend')
  },
  reject: async () => Promise.reject(new Error('later, of beforeSend')),
}
Balefire.init({ dsn: DSN, beforeSend: (event) => fates[event.message]() })
for (const message of Object.keys(fates)) Balefire.captureMessage(message)
done()
