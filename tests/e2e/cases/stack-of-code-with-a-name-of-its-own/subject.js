// biome-ignore lint/security/noGlobalEval: what the case is about
eval(
  'function inner() { throw new Error("x") } window.go = function go() { inner() }\n//# sourceURL=widget.js',
)
try {
  go()
} catch (error) {
  Balefire.captureException(error)
}
done()
