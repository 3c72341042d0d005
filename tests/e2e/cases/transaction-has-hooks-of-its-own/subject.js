const fates = {
  change: (event) => ({ ...event, transaction: 'changed' }),
  drop: () => null,
  throw: () => {
    throw new Error('of beforeSendTransaction')
  },
}
Balefire.init({ dsn: DSN, beforeSendTransaction: (event) => fates[event.transaction](event) })
for (const transaction of Object.keys(fates)) Balefire.captureEvent({ type: 'transaction', transaction })
done({ last: typeof Balefire.lastEventId() })
