// What a page or a classic worker records of the errors that it throws.
// As the SDK does: https://v8.dev/docs/stack-trace-api#stack-trace-collection-for-custom-exceptions
Error.stackTraceLimit = 50

globalThis.stacks = []
globalThis.isDone = false

globalThis.record = (name, { message, stack }) => {
  stacks.push({ case: name, message: `${message}`, stack: `${stack ?? ''}` })
}

/** Calls what must throw, one after the other. */
globalThis.run = async function run(cases) {
  for (const [name, fail] of Object.entries(cases)) {
    try {
      await fail()
      record(name, { message: 'NOTHING WAS THROWN', stack: '' })
    } catch (error) {
      record(name, error)
    }
  }
  globalThis.isDone = true
}
