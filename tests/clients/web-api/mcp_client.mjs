// @ts-check
// Sentry's MCP server as a process, and its tools as functions: lines of JSON-RPC on its standard input and output.
// https://modelcontextprotocol.io/specification/2025-03-26/basic/transports#stdio
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Longest wait for an answer, in ms. */
const TIMEOUT = 30_000

/**
 * @param {string} program
 * @param {{ url: string, token: string }} server
 */
export async function startMcpServer(program, { url, token }) {
  const { host, protocol } = new URL(url)
  assert.equal(protocol, 'http:')
  const args = [program, `--access-token=${token}`, `--host=${host}`, '--insecure-http']
  const env = { ...process.env, SENTRY_DSN: '', OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '' }
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'], env })
  /** @type {Map<number, (answer: any) => void>} */
  const waiting = new Map()
  createInterface(child.stdout).on('line', (line) => {
    const answer = JSON.parse(line)
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  let last = 0
  const write = (/** @type {object} */ message) => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }
  const ask = (/** @type {string} */ method, /** @type {object} */ params) =>
    new Promise((done, fail) => {
      const id = ++last
      const late = setTimeout(
        () => fail(new Error(`no answer to ${method} ${JSON.stringify(params)}`)),
        TIMEOUT,
      )
      waiting.set(id, (answer) => {
        clearTimeout(late)
        done(answer)
      })
      write({ id, method, params })
    })
  const clientInfo = { name: 'balefire-tests', version: '1' }
  await ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo })
  write({ method: 'notifications/initialized' })
  return {
    /** Calls a tool, and gives the text of its answer. @returns {Promise<string>} */
    async call(/** @type {string} */ name, /** @type {object} */ args = {}) {
      const { result, error } = await ask('tools/call', { name, arguments: args })
      const text = (result?.content ?? []).map((/** @type {any} */ part) => part.text ?? '').join('\n')
      assert.ok(result && !result.isError, `${name}: ${text || JSON.stringify(error)}`)
      return text
    },
    close: () => child.kill(),
  }
}
