// @ts-check
// The pages of a round: each throws one error, leaves, and so do the next, without a word from outside.

/** How a page is left after its error. @type {Record<string, string>} */
export const WAYS = {
  'same task': 'go()',
  'next task': 'setTimeout(go)',
  'after 100 ms': 'setTimeout(go, 100)',
  'tab closed': 'close()',
}

/** Title of the page at the end of a round. */
export const DONE = 'All are left'

/** The text of a page's error. @param {string} round @param {number} n */
export const textOf = (round, n) => `${round} is left ${n}.`

/**
 * A page that throws at once and is left. It says to itself which one of the round it is, by its address.
 * @param {{ sdk: string, dsn: string, round: string, way: string, next: string }} about
 */
export const leftPage = ({ sdk, dsn, round, way, next }) => `<!doctype html><title>Left</title>
<script src="${sdk}/balefire.min.js" crossorigin data-dsn="${dsn}" data-release="left@1"></script>
<script>
const n = Number(new URLSearchParams(location.search).get('n'))
const go = () => { location.href = ${JSON.stringify(next)} + '?n=' + (n + 1) }
reportError(new Error(${JSON.stringify(textOf(round, 0))}.replace('0', n)))
${WAYS[way]}
</script>`

/** The page to which it is left, which goes on to the next one. @param {{ back: string, count: number }} about */
export const nextPage = ({ back, count }) => `<!doctype html><title>Next</title>
<script>
const n = Number(new URLSearchParams(location.search).get('n'))
addEventListener('load', () => setTimeout(() => {
  if (n < ${count}) location.href = ${JSON.stringify(back)} + '?n=' + n
  else document.title = ${JSON.stringify(DONE)}
}))
</script>`

/** A page that opens tabs, one after the other, which close themselves. @param {{ back: string, count: number }} about */
export const openingPage = ({ back, count }) => `<!doctype html><title>Opener</title>
<script>
const pause = () => new Promise((done) => setTimeout(done, 10))
addEventListener('load', async () => {
  for (let n = 0; n < ${count}; n++) {
    const tab = open(${JSON.stringify(back)} + '?n=' + n)
    while (!tab.closed) await pause()
  }
  document.title = ${JSON.stringify(DONE)}
})
</script>`

/** A page without an error, which sends what the ones before it have kept. @param {{ sdk: string, dsn: string }} about */
export const lastPage = ({ sdk, dsn }) => `<!doctype html><title>Last</title>
<script src="${sdk}/balefire.min.js" crossorigin data-dsn="${dsn}" data-release="left@1"></script>`
