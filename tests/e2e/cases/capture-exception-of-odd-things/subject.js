const odd = ['words', undefined, null, 7n, { code: 7 }, Symbol('gate'), class Gate {}]
for (const thrown of odd) Balefire.captureException(thrown)
done()
