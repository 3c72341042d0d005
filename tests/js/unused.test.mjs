// @ts-check
// What a page that uses the npm package pays for what it does not import: nothing.
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'
import { bundleNpm } from '../../scripts/bundle_npm.mjs'
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
  browserTracingIntegration: 'auto.http.browser',
  getTraceData: 'traceparent',
  startSpan: 'internal_error',
})

/** Texts of what a page needs only to report something: values of an event, its frames, and the core. */
const OF_REPORTER = ['[Circular ~]', 'stacktrace:', 'CORE']

/** The package as it is published, and as its sources are. */
const packages = {
  published: await bundleNpm(new Uint8Array([0, 1, 2]), new Uint8Array([0])),
  sources: undefined,
}

/**
 * What a page loads at its start.
 * @param {string} code
 * @param {Map<string, string> | undefined} published files by name
 */
async function pageOf(code, published) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    outdir: root,
    write: false,
    metafile: true,
    plugins: [
      {
        name: 'balefire',
        setup(page) {
          page.onResolve({ filter: /^balefire$/ }, () => ({
            ...(published
              ? { path: 'balefire.js', namespace: 'published' }
              : { path: `${root}/js/index.js` }),
            // As package.json says.
            sideEffects: false,
          }))
          page.onResolve({ filter: /^\.\//, namespace: 'published' }, ({ path }) => ({
            path: path.slice(2),
            namespace: 'published',
            sideEffects: false,
          }))
          page.onLoad({ filter: /.*/, namespace: 'published' }, ({ path }) => ({
            contents: published?.get(path) ?? '',
          }))
        },
      },
    ],
  })
  const start = Object.keys(metafile.outputs).filter(
    (name) => metafile.outputs[name]?.entryPoint === '<stdin>',
  )
  // What is imported by `import()` comes later.
  for (const name of start)
    for (const { path, kind } of metafile.outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && !start.includes(path)) start.push(path)
  const isAtStart = (/** @type {string} */ path) => start.some((name) => path.endsWith(`/${basename(name)}`))
  return outputFiles
    .filter(({ path }) => isAtStart(path))
    .map(({ text }) => text)
    .join('\n')
}

for (const [kind, published] of Object.entries(packages)) {
  test(`${kind}: a page that imports init alone has nothing of what is optional`, async () => {
    const page = await pageOf("import { init } from 'balefire'\ninit({ dsn: 'x' })", published)
    const found = Object.entries(PARTS).filter(([, text]) => page.includes(text))
    assert.deepEqual(found, [])
  })

  test(`${kind}: a page that imports init alone loads nothing of the reporter at its start`, async () => {
    const page = await pageOf("import { init } from 'balefire'\ninit({ dsn: 'x' })", published)
    assert.deepEqual(
      OF_REPORTER.filter((text) => page.includes(text)),
      [],
    )
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
