doneOn('error')
throw new DOMException('no entry', 'SecurityError')
