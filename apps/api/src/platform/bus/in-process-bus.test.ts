import { describe } from 'vitest'
import { createInProcessBus } from './in-process-bus.ts'
import { describeBusContract } from './testing/bus-contract.ts'

describe('the bus inside one process', () => {
  describeBusContract(async () => {
    const bus = createInProcessBus()
    return { near: bus, far: bus }
  })
})
