Error.stackTraceLimit = 200
Balefire.init({ dsn: DSN })
done(Error.stackTraceLimit)
