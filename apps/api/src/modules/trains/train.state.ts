import { releaseHoldsEnvironment, releaseIsFinal } from '../../engine/release-states.ts'
import type { ReleaseStatus } from '../../engine/types.ts'

export const trainStatuses = [
  'PREPARING',
  'WAITING_APPROVAL',
  'SCHEDULED',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'ROLLED_BACK',
] as const
export type TrainStatus = (typeof trainStatuses)[number]

export interface CarFacts {
  id: string
  /** 1 begins first. */
  position: number
  status: ReleaseStatus
}

/** A train as its row tells it. */
export interface TrainFacts {
  state: 'PREPARING' | 'READY' | 'STOPPED'
  carCount: number
  /** A person stopped it: what runs is cancelled too. */
  cancelled: boolean
  goesBack: boolean
  /** A train that puts it back has been made. */
  hasWayBack: boolean
}

/** How a train stands: nothing of it is stored, everything follows from its releases. */
export function statusOfTrain(
  { state, carCount }: Pick<TrainFacts, 'state' | 'carCount'>,
  cars: readonly ReleaseStatus[],
  wayBack: TrainStatus | null,
): TrainStatus {
  const some = (status: ReleaseStatus) => cars.includes(status)
  if (state === 'PREPARING') return 'PREPARING'
  if (wayBack === 'SUCCEEDED') return 'ROLLED_BACK'
  if (cars.some(releaseHoldsEnvironment)) return 'RUNNING'
  if (some('FAILED')) return 'FAILED'
  if (state === 'STOPPED' || some('CANCELLED')) return 'CANCELLED'
  if (cars.every((status) => status === 'SUCCEEDED')) return cars.length < carCount ? 'CANCELLED' : 'SUCCEEDED'
  if (some('WAITING_APPROVAL')) return 'WAITING_APPROVAL'
  return some('SCHEDULED') && !some('SUCCEEDED') ? 'SCHEDULED' : 'RUNNING'
}

/** What has to follow from how things stand. */
export type TrainStep =
  | { do: 'STORE'; position: number }
  | { do: 'OPEN' }
  /** `car`: which one ended it; null: one is not there any more. */
  | { do: 'STOP'; car: CarFacts | null }
  | { do: 'CANCEL'; car: CarFacts }
  | { do: 'GO_BACK' }
  | { do: 'FINISH' }

/** The next thing that has to follow; null: it waits for its releases. Whoever finds it may do it, one step after the other. */
export function nextStep(train: TrainFacts, cars: readonly CarFacts[]): TrainStep | null {
  if (train.state === 'STOPPED') {
    const active = ({ status }: CarFacts) => status === 'RUNNING' && train.cancelled
    const left = cars.find((car) => !releaseIsFinal(car.status) && !releaseHoldsEnvironment(car.status))
    const car = left ?? cars.find(active)
    if (car) return { do: 'CANCEL', car }
    if (!cars.every(({ status }) => releaseIsFinal(status))) return null
    return train.goesBack && !train.hasWayBack ? { do: 'GO_BACK' } : { do: 'FINISH' }
  }
  const broken = cars.find(({ status }) => status === 'FAILED' || status === 'CANCELLED')
  if (broken) return { do: 'STOP', car: broken }
  if (train.state === 'PREPARING') {
    for (let position = 1; position <= train.carCount; position++) {
      if (!cars.some((car) => car.position === position)) return { do: 'STORE', position }
    }
    return { do: 'OPEN' }
  }
  if (cars.length < train.carCount) return { do: 'STOP', car: null }
  return cars.every(({ status }) => status === 'SUCCEEDED') ? { do: 'FINISH' } : null
}
