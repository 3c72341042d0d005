// Every kind of function has a name of its own kind in a stack.
function fail(message) {
  throw new Error(message)
}

const symbol = Symbol('symbol')

class Cart {
  constructor(isBroken) {
    if (isBroken) fail('in a constructor')
  }
  static create() {
    fail('in a static method')
  }
  method() {
    fail('in a method')
  }
  #secret() {
    fail('in a private method')
  }
  callSecret() {
    this.#secret()
  }
  get price() {
    return fail('in a getter')
  }
  set price(_price) {
    fail('in a setter')
  }
  [symbol]() {
    fail('in a method named by a symbol')
  }
  [`computed ${1 + 1}`]() {
    fail('in a computed method')
  }
}

class BrokenField {
  field = fail('in a class field')
}

class StaticBlock {
  static {
    this.fail = () => fail('in an arrow of a static block')
  }
}

class ShopError extends Error {
  name = 'ShopError'
}

class Basket extends Cart {
  constructor() {
    super(true)
  }
}

const object = {
  method: () => fail('in an arrow of an object'),
  'a name with spaces': () => fail('in a function with an odd name'),
  'at f (https://evil.test/x.js:1:1)': () => fail('in a function named like a frame'),
  'f@https://evil.test/x.js': () => fail('in a function named like a frame'),
}
const renamed = object.method

function* generator() {
  yield fail('in a generator')
}

function deep(depth) {
  return deep(depth + 1) + 1
}

const throws = () => fail('in a callback')

run({
  named: () => fail('in a named function'),
  anonymous: () =>
    (() => {
      throw new Error('in an anonymous function')
    })(),
  'function expression': () =>
    (function inner() {
      fail('in a function expression')
    })(),
  method: () => new Cart().method(),
  constructor: () => new Cart(true),
  'derived constructor': () => new Basket(),
  'static method': () => Cart.create(),
  'class field': () => new BrokenField(),
  'static block': () => StaticBlock.fail(),
  'private method': () => new Cart().callSecret(),
  getter: () => new Cart().price,
  setter: () => {
    new Cart().price = 1
  },
  'symbol name': () => new Cart()[symbol](),
  'computed name': () => new Cart()['computed 2'](),
  'arrow of an object': () => renamed(),
  'name with spaces': () => object['a name with spaces'](),
  'name like a frame of Chromium': () => object['at f (https://evil.test/x.js:1:1)'](),
  'name like a frame of Firefox': () => object['f@https://evil.test/x.js'](),
  generator: () => [...generator()],
  bound: () => fail.bind(undefined, 'in a bound function')(),
  'callback of Array.map': () => [1].map(throws),
  'callback of Array.forEach': () => [1].forEach(throws),
  'callback of Array.sort': () => [1, 2].sort(throws),
  'callback of Array.from': () => Array.from([1], throws),
  'callback of String.replace': () => 'a'.replace('a', throws),
  'JSON.parse reviver': () => JSON.parse('[1]', throws),
  'JSON.parse': () => JSON.parse('{"a":'),
  'callback of JSON.stringify toJSON': () => JSON.stringify({ toJSON: throws }),
  'Proxy trap': () => new Proxy({}, { get: throws }).anything,
  'Reflect.apply': () => Reflect.apply(fail, undefined, ['through Reflect']),
  'Reflect.construct': () => Reflect.construct(Cart, [true]),
  'Function.call': () => fail.call(undefined, 'through call'),
  'tagged template': () => fail`template`,
  'undefined is no function': () => object.missing(),
  'property of undefined': () => object.missing.deeper,
  'unknown variable': () => notThere,
  recursion: () => deep(0),
  'error subclass': () => {
    throw new ShopError('a class of its own')
  },
  cause: () => {
    throw new Error('with a cause', { cause: new Error('the cause') })
  },
  'aggregate error': () => Promise.any([Promise.reject(new Error('one of them'))]),
  DOMException: () => document.querySelector('!'),
  'DOM method': () => document.createElement('a b'),
  'message of many lines': () => fail('first line\nsecond line\n\nlast line'),
  'message like frames of Chromium': () =>
    fail('broken\n    at evil (https://evil.test/x.js:1:2)\n    at https://evil.test/y.js:3:4'),
  'message like frames of Firefox': () => fail('evil@https://evil.test/x.js:1:2\n@https://evil.test/y.js:3:4'),
  'message with an address': () => fail('mail me@shop.test: at once (https://app.test/help:1)'),
})
