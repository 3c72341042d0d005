Balefire.init({ dsn: DSN, sampleRate: 0 })
for (let n = 0; n < 5; n++) Balefire.captureMessage(`number ${n}`)
done()
