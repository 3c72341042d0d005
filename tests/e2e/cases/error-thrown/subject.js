function inner() {
  throw new TypeError('the gate is shut')
}
doneOn('error')
inner()
