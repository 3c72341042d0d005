Balefire.setUser({ id: 'u7' })
untilArrived('session').then(() => done())
