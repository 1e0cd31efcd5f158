import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RELEASE_TRANSITIONS, releaseIsFinal } from '../../engine/release-states.ts'
import type { ReleaseStatus } from '../../engine/types.ts'
import { type CarFacts, nextStep, statusOfTrain, type TrainFacts, trainStatuses } from './train.state.ts'

const status = fc.constantFrom(...(Object.keys(RELEASE_TRANSITIONS) as ReleaseStatus[]))
const facts = fc.record({
  state: fc.constantFrom('PREPARING' as const, 'READY' as const, 'STOPPED' as const),
  carCount: fc.integer({ min: 1, max: 6 }),
  cancelled: fc.boolean(),
  goesBack: fc.boolean(),
  hasWayBack: fc.boolean(),
})
const numbered = (list: readonly ReleaseStatus[]): CarFacts[] =>
  list.map((each, i) => ({ id: `car-${i + 1}`, position: i + 1, status: each }))

it('says of every train how it stands, and never that it succeeded or ended while a car may still do something', () => {
  fc.assert(
    fc.property(facts, fc.array(status, { maxLength: 6 }), (train, cars) => {
      const said = statusOfTrain(train, cars, null)
      expect(trainStatuses).toContain(said)
      if (said === 'SUCCEEDED') {
        expect(cars.every((each) => each === 'SUCCEEDED')).toBe(true)
        expect(cars.length).toBeGreaterThanOrEqual(train.carCount)
      }
      const runs = cars.some((each) => each === 'RUNNING' || each === 'CANCELLING')
      if (train.state !== 'PREPARING') expect(said === 'RUNNING' || !runs).toBe(true)
      if (said === 'WAITING_APPROVAL') expect(cars).toContain('WAITING_APPROVAL')
      if (cars.includes('FAILED') && !runs && train.state !== 'PREPARING') expect(said).toBe('FAILED')
    }),
  )
})

/** Does what a step says, as rows would show it. */
function carryOut(train: TrainFacts, cars: CarFacts[]): { train: TrainFacts; cars: CarFacts[] } | null {
  const step = nextStep(train, cars)
  if (step === null || step.do === 'FINISH') return null
  if (step.do === 'STORE') {
    const made = { id: `car-${step.position}`, position: step.position, status: 'QUEUED' as const }
    return { train, cars: [...cars, made] }
  }
  if (step.do === 'OPEN') return { train: { ...train, state: 'READY' }, cars }
  if (step.do === 'STOP') return { train: { ...train, state: 'STOPPED' }, cars }
  if (step.do === 'GO_BACK') return { train: { ...train, hasWayBack: true }, cars }
  const next: ReleaseStatus = step.car.status === 'RUNNING' ? 'CANCELLING' : 'CANCELLED'
  return { train, cars: cars.map((car) => (car.id === step.car.id ? { ...car, status: next } : car)) }
}

it('comes to rest from wherever it stands, and a stopped train leaves nothing that could begin', () => {
  fc.assert(
    fc.property(facts, fc.array(status, { maxLength: 6 }), (train, list) => {
      let now = { train, cars: numbered(list.slice(0, train.carCount)) }
      for (let n = 0; ; n++) {
        expect(n).toBeLessThan(30)
        const next = carryOut(now.train, now.cars)
        if (!next) break
        now = next
      }
      const left = now.cars.filter((car) => !releaseIsFinal(car.status)).map((car) => car.status)
      if (now.train.state === 'STOPPED') {
        expect(left.every((each) => each === 'CANCELLING' || (each === 'RUNNING' && !now.train.cancelled))).toBe(true)
        if (left.length === 0 && now.train.goesBack) expect(now.train.hasWayBack).toBe(true)
      } else {
        expect(now.train.state).toBe('READY')
        expect(now.cars).toHaveLength(train.carCount)
        expect(now.cars.some(({ status: each }) => each === 'FAILED' || each === 'CANCELLED')).toBe(false)
      }
    }),
  )
})
