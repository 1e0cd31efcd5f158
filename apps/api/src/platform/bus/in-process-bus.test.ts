import { describe } from 'vitest'
import { describeBusContract } from './bus-contract.ts'
import { createInProcessBus } from './in-process-bus.ts'

describe('the bus inside one process', () => {
  describeBusContract(async () => {
    const bus = createInProcessBus()
    return { near: bus, far: bus }
  })
})
