doneOn('error')
const fall = () => fall() + 1
fall()
