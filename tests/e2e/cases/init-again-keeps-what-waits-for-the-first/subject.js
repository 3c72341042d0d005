Balefire.init({ dsn: DSN })
Balefire.captureMessage('first life')
Balefire.init({ dsn: OTHER_DSN })
Balefire.captureMessage('second life')
const both = async () => {
  await Balefire.flush()
  const types = await arrived()
  return types.length ? done(types) : setTimeout(both)
}
both()
