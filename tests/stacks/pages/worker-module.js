import '/record.js'
import { fail } from '/module-dependency.js'

run({ function: () => fail('in a worker') }).then(() => postMessage(stacks))
