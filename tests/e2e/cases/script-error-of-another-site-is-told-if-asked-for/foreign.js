throw new Error('nobody may know')
