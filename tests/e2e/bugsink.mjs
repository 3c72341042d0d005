// @ts-check
// Bugsink: somebody else's server of Sentry's protocol, which holds each event against Sentry's own schema.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { bugsinkBin } from '../../scripts/tools.mjs'
import { eventually } from './eventually.mjs'

/** Longest time for each step of the start, in ms: its database alone takes some seconds. */
const START = 60_000

const SETTINGS = (/** @type {string} */ data) => `
from bugsink.settings.default import *

SECRET_KEY = "of no worth"
DATABASES["default"]["NAME"] = ${JSON.stringify(join(data, 'db.sqlite3'))}
DATABASES["snappea"]["NAME"] = ${JSON.stringify(join(data, 'snappea.sqlite3'))}
SNAPPEA = {"TASK_ALWAYS_EAGER": True}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
BUGSINK = {
    "BASE_URL": "http://127.0.0.1",
    "INGEST_STORE_BASE_DIR": ${JSON.stringify(join(data, 'ingestion'))},
    "PHONEHOME": False,
    "SINGLE_USER": True,
    "SINGLE_TEAM": True,
    "VALIDATE_ON_DIGEST": "warn",
}
`

const PROJECT = `
import json
from bsmain.models import AuthToken
from projects.models import Project
project = Project.objects.create(name="shop")
token = AuthToken.create_full_access().token
print(json.dumps({"dsn": project.dsn, "id": project.id, "token": token}))
`

/** Starts Bugsink with one project, and waits until it takes requests. */
export async function startBugsink() {
  const data = mkdtempSync(join(tmpdir(), 'balefire-bugsink-'))
  const remove = () => rmSync(data, { recursive: true, force: true })
  try {
    writeFileSync(join(data, 'bugsink_conf.py'), SETTINGS(data))
    const env = {
      ...process.env,
      PYTHONPATH: data,
      PYTHONUNBUFFERED: '1',
      DJANGO_SETTINGS_MODULE: 'bugsink_conf',
    }
    const manage = async (/** @type {string[]} */ ...args) => {
      const options = { cwd: data, env, timeout: START }
      return (await promisify(execFile)(bugsinkBin('bugsink-manage'), args, options)).stdout
    }
    await manage('migrate', '-v0')
    const project = JSON.parse(await manage('shell', '-v0', '-c', PROJECT))
    const server = await serve(data, env)
    const dsn = new URL(project.dsn)
    // Bugsink knows the configured address; the port was chosen by the system.
    dsn.host = new URL(server.url).host

    /** @returns {Promise<any>} */
    async function api(/** @type {string} */ path) {
      const headers = { Authorization: `Bearer ${project.token}` }
      const response = await fetch(`${server.url}/api/canonical/0/${path}`, { headers })
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
      return response.json()
    }
    const events = async () => {
      const { results: issues } = await api(`issues/?project=${project.id}`)
      const all = issues.map(async (/** @type {any} */ issue) => {
        const { results } = await api(`events/?issue=${issue.id}`)
        return Promise.all(
          results.map(async (/** @type {any} */ { id }) => ({ ...(await api(`events/${id}/`)), issue })),
        )
      })
      return (await Promise.all(all)).flat()
    }
    return {
      dsn: dsn.href,
      log: server.log,
      /**
       * All events, as soon as there are so many: `data` as it was sent, and what Bugsink makes of it.
       * @returns {Promise<{ data: any, stacktrace_md: string, issue: any }[]>}
       */
      waitForEvents: (/** @type {number} */ count) =>
        eventually(
          async () => {
            const kept = await events()
            return kept.length >= count ? kept : undefined
          },
          () => `${count} events in Bugsink, which says:\n${server.log.join('\n')}`,
        ),
      async close() {
        await server.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** @param {string} data @param {NodeJS.ProcessEnv} env */
async function serve(data, env) {
  const args = ['--bind', '127.0.0.1:0', '--workers', '1', '--no-control-socket', 'bugsink.wsgi']
  // A group of its own: the server is a parent with a worker.
  const server = spawn(bugsinkBin('gunicorn'), args, { cwd: data, env, detached: true })
  /** @type {string[]} */
  const log = []
  let hasEnded = false
  const ended = new Promise((done) => {
    server.on('error', (error) => done(log.push(`${error}`)))
    server.on('close', done)
  }).then(() => {
    hasEnded = true
  })
  const close = () => {
    if (server.pid && !hasEnded) process.kill(-server.pid, 'SIGTERM')
    return ended
  }
  for (const stream of [server.stdout, server.stderr]) {
    createInterface(stream).on('line', (line) => log.push(line))
  }
  try {
    const url = await eventually(
      async () => {
        if (hasEnded) throw new Error(`Bugsink ended:\n${log.join('\n')}`)
        const found = log.map((line) => /Listening at: (\S+)/.exec(line)?.[1]).find(Boolean)
        const isReady = found && (await fetch(`${found}/health/ready`).catch(() => undefined))?.ok
        return isReady ? found : undefined
      },
      () => `Bugsink:\n${log.join('\n')}`,
      START,
    )
    return { url, log, close }
  } catch (error) {
    await close()
    throw error
  }
}
