import { fail } from '/module-dependency.js'

fail('while it is imported')
