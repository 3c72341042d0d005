self.onmessage = () => {
  throw new TypeError('told by nobody else')
}
postMessage('ready')
