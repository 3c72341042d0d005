// @ts-check
// Running other programs from the root of the repository.
import { spawn, spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The root of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** An error for the person who ran the command; shown without a stack. */
export class Trouble extends Error {}

/** The text of a command, as one would type it. */
export const typed = (/** @type {string[]} */ command) =>
  command.map((word) => word.replace(`${root}/`, '')).join(' ')

/**
 * Runs a command, its output shown; throws `Trouble` unless it ends well.
 * @param {string[]} command
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 */
export function run(command, { env = {}, cwd = root } = {}) {
  const [program = '', ...args] = command
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' })
    child.on('error', (error) => fail(new Trouble(`${program} cannot be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) done(undefined)
      else fail(new Trouble(`${typed(command)} ended with ${signal ?? code}`))
    })
  })
}

/**
 * The standard output of a command; undefined if it cannot be run or fails.
 * @param {string[]} command
 */
export function ask(command) {
  const [program = '', ...args] = command
  const { status, stdout } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return status === 0 ? stdout.trim() : undefined
}

/**
 * Runs `main` if this file is the program that node was asked to run, and ends with its word of trouble, if any.
 * @param {string} file `import.meta.url`
 * @param {(args: string[]) => unknown} main
 */
export async function whenRun(file, main) {
  if (file !== pathToFileURL(process.argv[1] ?? '').href) return
  try {
    await main(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    console.error(`\n${error.message}`)
    process.exitCode = 1
  }
}
