// What the glue of Go's wasm does when the program panics: lines to the console, then an exit code; nothing is thrown.
class Go {
  exit = (code) => {
    if (code !== 0) console.warn('exit code:', code)
  }
  run() {
    for (const line of [
      'panic: index out of range [3] with length 3',
      '',
      'goroutine 1 [running]:',
      'main.prices(...)',
    ])
      console.log(line)
    this.exit(2)
  }
}
// The lines of docs/deaths.md.
const go = new Go()
go.exit = (code) => code && Balefire.captureMessage(`Go exited with code ${code}`, 'fatal')
console.error = new Proxy(console.error, {
  apply(log, self, args) {
    Reflect.apply(log, self, args)
    if (/^crit:/.test(args[0])) Balefire.captureMessage(args[0], 'fatal')
  },
})

go.run()
// What Blazor does for an exception that no component handles.
console.error(
  'crit: Microsoft.AspNetCore.Components.WebAssembly.Rendering.WebAssemblyRenderer[100]\n      Unhandled exception rendering component: no stock\nSystem.InvalidOperationException: no stock\n   at Shop.Cart.Pay()',
)
// emscripten and AssemblyScript throw.
setTimeout(() => {
  throw Object.assign(new Error(), { name: 'CppException', message: ['std::out_of_range', 'vector'] })
})
doneOn('error')
