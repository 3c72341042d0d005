const deep = { 1: { 2: { 3: { 4: {} } }, list: [[[]]] } }
Balefire.setExtra('deep', deep)
Balefire.setContext('deep', deep)
Balefire.captureMessage('now')
done()
