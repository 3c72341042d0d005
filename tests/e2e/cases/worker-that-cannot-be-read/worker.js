import '/nothing.js'
