import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { buildScripts } from './build.mjs'
import { fill, filesIn } from './output.mjs'
import { root } from './run.mjs'
const { dist } = await buildScripts()
for (const [path, bytes] of filesIn(join(root,'dist','demo'))) dist.set(`demo/${path}`, bytes)
console.log(fill(join(root,'dist'), dist))
