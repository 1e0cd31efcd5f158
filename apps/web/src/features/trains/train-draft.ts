/** A car as somebody is writing it down. `key` stays while it is moved. */
export interface DraftCar {
  key: number
  environmentId: string
  revision: string
  /** A build that is kept, instead of the revision; empty: none. */
  buildId: string
}

export const emptyCar = (key: number): DraftCar => ({ key, environmentId: '', revision: '', buildId: '' })

/** The car one place further up (-1) or down (1); at an end it stays. */
export function moved(cars: readonly DraftCar[], from: number, by: -1 | 1): DraftCar[] {
  const to = from + by
  const car = cars[from]
  if (!car || to < 0 || to >= cars.length) return [...cars]
  return cars.toSpliced(from, 1).toSpliced(to, 0, car)
}

/** Environments that another car has already: each one goes once. */
export const takenBy = (cars: readonly DraftCar[], own: number): Set<string> =>
  new Set(cars.filter((car) => car.key !== own && car.environmentId).map((car) => car.environmentId))

const saysWhat = ({ revision, buildId }: DraftCar) => buildId !== '' || revision.trim() !== ''

export const isComplete = (cars: readonly DraftCar[]): boolean =>
  cars.length >= 2 && cars.every((car) => car.environmentId !== '' && saysWhat(car))

export const toCars = (cars: readonly DraftCar[]) =>
  cars.map(({ environmentId, revision, buildId }) =>
    buildId ? { environmentId, buildId } : { environmentId, revision: revision.trim() },
  )
