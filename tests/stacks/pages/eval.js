// Code made of text, called in all the ways there are.
function fail() {
  throw new Error('in made code')
}

function direct() {
  eval('fail()')
}

function nested() {
  eval('function inner() { fail() }\neval("inner()")')
}

const made = new Function('a', 'b', 'fail()')

run({
  eval: direct,
  'indirect eval': () => (0, eval)('fail()'),
  'nested eval': nested,
  'function of eval': () => eval('(function named() { fail() })')(),
  'eval with sourceURL': () => eval('fail()\n//# sourceURL=https://app.test/named-by-itself.js'),
  'eval with a plain sourceURL': () => eval('fail()\n//# sourceURL=webpack-internal:///./src/pay.js'),
  'syntax error in eval': () => eval('}'),
  'new Function': () => made(),
  'eval in new Function': () => new Function('eval("fail()")')(),
  'setTimeout with text': () =>
    new Promise((_done, reject) => {
      globalThis.reject = reject
      setTimeout('try { fail() } catch (error) { reject(error) }')
    }),
})
