// Neither what drops errors nor what draws lots for them has a say in it.
Balefire.init({ dsn: DSN, environment: 'test', sampleRate: 0, ignoreErrors: [/.*/], beforeSend: () => null })
Balefire.setTag('shop', 'tea')
Balefire.captureEvent({
  type: 'transaction',
  transaction: 'open shop',
  start_timestamp: 1_700_000_000.25,
  timestamp: 1_700_000_001.5,
  contexts: {
    trace: { trace_id: '0123456789abcdef0123456789abcdef', span_id: '0123456789abcdef', op: 'ui' },
  },
  spans: [{ span_id: 'fedcba9876543210', op: 'http.client', start_timestamp: 1, timestamp: 2 }],
})
Balefire.captureException(new Error('by chance'))
done({ last: typeof Balefire.lastEventId() })
