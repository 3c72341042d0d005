// @ts-check
// The built server as a process of its own, and the questions that tests ask it over HTTP.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { proxyProgram } from '../../scripts/tools.mjs'
import { eventually } from './eventually.mjs'

/** Longest start, in ms: on a busy machine the first one reads the program from disk. */
const START = 60_000

/** @typedef {Awaited<ReturnType<typeof startProxy>>} Proxy */
/** @typedef {{ url: string, accessToken: string, secret: string }} Robot */

/**
 * Starts the server and waits until it takes requests.
 * @param {{
 *   data: string, robot?: Robot, listen?: string, env?: Record<string, string>, program?: string
 * }} options
 */
export async function startProxy({
  data,
  robot,
  listen = '127.0.0.1:0',
  env = {},
  program = proxyProgram(),
}) {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`)
  const settings = {
    ...withoutOurs(process.env),
    ...AT_ONCE,
    ...(robot ? robotSettings(robot) : {}),
    ...env,
  }
  // The data folder is the working folder too, so that no balefire.toml of the developer is read.
  const server = spawn(program, ['serve', '--listen', listen, '--data', data], { cwd: data, env: settings })
  /** @type {string[]} */
  const log = []
  const ended = new Promise((done) => server.on('close', (code, signal) => done(signal ?? code)))
  const url = await new Promise((done, fail) => {
    const hear = (/** @type {string} */ line) => {
      log.push(line)
      const found = /balefire-proxy is ready at (\S+)/.exec(line)?.[1]
      if (found) done(found.replace(/\/$/, ''))
    }
    createInterface(server.stdout).on('line', hear)
    createInterface(server.stderr).on('line', hear)
    const late = setTimeout(() => fail(new Error(`not ready in time:\n${log.join('\n')}`)), START)
    server.on('error', fail)
    ended.then((how) => fail(new Error(`ended with ${how} before it was ready:\n${log.join('\n')}`)))
    ended.finally(() => clearTimeout(late))
    late.unref()
  })

  const tell = (/** @type {string} */ command, /** @type {string[]} */ ...more) => {
    const args = [command, '--data', data, ...more]
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: data,
      env: settings,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`balefire-proxy ${args.join(' ')}: ${stderr}`)
    return stdout.trim().split('\n').at(-1) ?? ''
  }
  const dsn = new URL(tell('dsn'))
  // The command knows the configured address; the port was chosen by the system.
  dsn.host = new URL(url).host
  const token = tell('token')

  /** Sentry's web API, read with the token. @returns {Promise<any>} */
  async function api(/** @type {string} */ path) {
    const response = await fetch(`${url}/api/0/${path}`, { headers: { Authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  /** @returns {Promise<any[]>} */
  const issues = () => api('projects/balefire/demo/issues/?limit=100')

  return {
    url,
    pid: server.pid ?? 0,
    dsn: dsn.href,
    key: dsn.username,
    projectId: dsn.pathname.slice(1),
    token,
    data,
    log,
    api,
    issues,
    /** Runs a command of the program on the same data; its last line. */
    tell,
    /** Makes a project, and waits until the server, which reads keys now and then, knows its DSN. */
    async newProject(/** @type {string} */ name) {
      const { username, pathname } = new URL(tell('dsn', '--project', name))
      const address = `${url}/api${pathname}/envelope/?sentry_key=${username}`
      const isKnown = async () => (await fetch(address, { method: 'POST', body: '{}' })).ok
      await eventually(isKnown, `project ${name}`)
      return { key: username, id: pathname.slice(1) }
    },
    /** The newest event of an issue. */
    latest: (/** @type {{ id: string }} */ issue) => api(`issues/${issue.id}/events/latest/`),
    /** The issue of this title, as soon as it is there. @returns {Promise<any>} */
    waitForIssue: (/** @type {string | RegExp} */ title) =>
      eventually(
        async () => (await issues()).find((issue) => isSame(issue.title, title)),
        async () =>
          `issue ${title}; there are: ${JSON.stringify((await issues()).map((issue) => issue.title))}`,
      ),
    waitUntil: (/** @type {() => Promise<boolean>} */ ask, /** @type {string} */ what) =>
      eventually(ask, what),
    /** Posts a body to the envelope endpoint with the DSN's key. */
    send: (
      /** @type {BodyInit} */ body,
      /** @type {{ key?: string, project?: string, headers?: Record<string, string> }} */ differ = {},
    ) => {
      const { key = dsn.username, project = dsn.pathname.slice(1), headers = {} } = differ
      const query = key ? `?sentry_key=${key}` : ''
      return fetch(`${url}/api/${project}/envelope/${query}`, { method: 'POST', body, headers })
    },
    /** What /metrics says, by name and labels as they stand there. */
    async metrics() {
      const text = await (await fetch(`${url}/metrics`)).text()
      const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
      return new Map(
        lines.map(
          (line) =>
            /** @type {[string, number]} */ ([
              line.slice(0, line.lastIndexOf(' ')),
              Number(line.slice(line.lastIndexOf(' ') + 1)),
            ]),
        ),
      )
    },
    isRunning: () => server.exitCode === null && server.signalCode === null,
    stop(/** @type {NodeJS.Signals} */ signal = 'SIGTERM') {
      server.kill(signal)
      return ended
    },
  }
}

const isSame = (/** @type {string} */ title, /** @type {string | RegExp} */ wanted) =>
  typeof wanted === 'string' ? title === wanted : wanted.test(title)

/** Alerts do not wait for others to share a message with. */
const AT_ONCE = {
  BALEFIRE_RULE__DEFAULT__ON: 'new_issue,regression,escalating',
  BALEFIRE_RULE__DEFAULT__GROUP_WAIT: '0s',
  BALEFIRE_RULE__DEFAULT__GROUP_INTERVAL: '0s',
}

/** @returns {Record<string, string>} */
const robotSettings = (/** @type {Robot} */ { url, accessToken, secret }) => ({
  BALEFIRE_ALERT__DINGTALK__TEST__URL: url,
  BALEFIRE_ALERT__DINGTALK__TEST__ACCESS_TOKEN: accessToken,
  BALEFIRE_ALERT__DINGTALK__TEST__SECRET: secret,
})

/** The developer's own settings are none of a test's business. */
const withoutOurs = (/** @type {NodeJS.ProcessEnv} */ env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BALEFIRE_')))
