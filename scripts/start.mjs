// @ts-check
// `npm start`: from a fresh clone to a running server with a demo project. Further arguments go to the server:
//   npm start -- --listen 127.0.0.1:9000 --data /tmp/other
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from './build.mjs'
import { ask, root, Trouble, whenRun } from './run.mjs'
import { setup } from './setup.mjs'
import { uploadSymbols } from './symbols.mjs'
import { proxyProgram } from './tools.mjs'

/** What the server says when it takes requests. */
const READY = /balefire-proxy is ready at (\S+)/

/** The data folder that the arguments name, or the usual one. */
export function dataFolder(/** @type {string[]} */ args) {
  const at = args.indexOf('--data')
  const joined = args.find((arg) => arg.startsWith('--data='))
  return resolve(root, joined?.slice('--data='.length) ?? args[at === -1 ? args.length : at + 1] ?? 'data')
}

/** What to tell a person about a server that just came up. */
export function welcome(/** @type {{ url: string, dsn: string, data: string }} */ { url, dsn, data }) {
  return `
  Issues     ${url}/
  Demo       ${url}/demo/      a page that misbehaves on purpose
  DSN        ${dsn}
  Data       ${data}

  Script tag <script src="${url}/balefire.min.js" data-dsn="${dsn}" crossorigin="anonymous"></script>

  DingTalk   none yet? Put a robot into balefire.toml, here:
               [alert.dingtalk.team]
               access_token = "..."
               secret = "SEC..."
             or into the environment: BALEFIRE_ALERT__DINGTALK__TEAM__ACCESS_TOKEN and .._SECRET.
             Until then alerts are shown at ${url}/alerts/ alone.
  Stop       Ctrl-C

balefire-proxy is ready at ${url}`
}

/** Runs the server until it ends; gives its exit code. */
function serve(/** @type {string} */ program, /** @type {string[]} */ args) {
  const data = dataFolder(args)
  const named = args.some((arg) => /^--data(=|$)/.test(arg)) ? args : [...args, '--data', data]
  const server = spawn(program, ['serve', ...named], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => server.kill(signal))

  let isReady = false
  const hear = (/** @type {string} */ line) => {
    const url = isReady ? undefined : READY.exec(line)?.[1]?.replace(/\/$/, '')
    if (!url) return console.log(line)
    isReady = true
    const dsn = ask([program, 'dsn', ...named]) ?? '(ask: balefire-proxy dsn)'
    console.log(welcome({ url, dsn, data }))
    uploadSymbols(program, named, url).catch((error) =>
      console.error(`The demo's panic will show no source lines: ${error.message}`),
    )
  }
  createInterface(server.stdout).on('line', hear)
  createInterface(server.stderr).on('line', hear)
  return new Promise((done, fail) => {
    server.on('error', (error) => fail(new Trouble(`${program} cannot be started: ${error.message}`)))
    server.on('close', (code, signal) => {
      if (!isReady) fail(new Trouble(`The server ended (${signal ?? code}) before it was ready.`))
      else done(code ?? 0)
    })
  })
}

await whenRun(import.meta.url, async (args) => {
  await setup('build')
  await build()
  process.exitCode = await serve(proxyProgram(), args)
})
