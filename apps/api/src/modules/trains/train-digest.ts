import { digestOf } from '../kernel/canonical.ts'

/** What one approval of a whole train is bound to: what each car would do, in their order. */
export const digestOfTrain = (cars: { id: string; commit: string; approvalDigest: string | null }[]) =>
  digestOf(cars.map(({ id, commit, approvalDigest }) => [id, approvalDigest ?? commit]))
