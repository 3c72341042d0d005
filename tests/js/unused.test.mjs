// @ts-check
// What a page that uses the npm package pays for what it does not import: nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { bundle } from '../../scripts/bundle.mjs'
import { root } from '../../scripts/run.mjs'

/** A text that only this part has. */
const PARTS = /** @type {const} */ ({
  attachmentsIntegration: 'attachment dropped',
  BrowserClient: 'wrong option stackParser',
  captureFeedback: 'associated_event_id',
  captureConsoleIntegration: 'CaptureConsole',
  contextLinesIntegration: 'ContextLines',
  extraErrorDataIntegration: 'ExtraErrorData',
  graphqlClientIntegration: 'GraphQLClient',
  httpClientIntegration: 'HttpClient',
  moduleMetadataIntegration: 'ModuleMetadata',
  parameterize: 'logentry',
  reportingObserverIntegration: 'ReportingObserver',
  rewriteFramesIntegration: 'RewriteFrames',
  thirdPartyErrorFilterIntegration: 'ThirdPartyErrorsFilter',
  webWorkerIntegration: 'WebWorker',
})

/** The package as it is published, and as its sources are. */
const packages = {
  published: await bundle('index.js', 'esm'),
  sources: undefined,
}

/** A page's bundle. @param {string} code @param {string | undefined} published */
async function pageOf(code, published) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'balefire',
        setup(page) {
          page.onResolve({ filter: /^balefire$/ }, () =>
            published ? { path: 'balefire', namespace: 'published' } : { path: `${root}/js/index.js` },
          )
          page.onLoad({ filter: /.*/, namespace: 'published' }, () => ({ contents: published ?? '' }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}

for (const [kind, published] of Object.entries(packages)) {
  test(`${kind}: a page that imports init alone has nothing of what is optional`, async () => {
    const page = await pageOf("import { init } from 'balefire'\ninit({ dsn: 'x' })", published)
    const found = Object.entries(PARTS).filter(([, text]) => page.includes(text))
    assert.deepEqual(found, [])
  })

  test(`${kind}: a part that is imported is there, and no other`, async () => {
    for (const [name, text] of Object.entries(PARTS)) {
      const page = await pageOf(
        `import { init, ${name} } from 'balefire'\ninit({ dsn: 'x', integrations: [${name}] })`,
        published,
      )
      assert.ok(page.includes(text), name)
    }
  })
}
