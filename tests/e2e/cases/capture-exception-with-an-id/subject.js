const id = Balefire.captureException(new Error('x'), { event_id: 'a'.repeat(32) })
done([id, Balefire.lastEventId()])
