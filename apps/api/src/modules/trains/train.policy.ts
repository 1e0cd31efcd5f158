import { guardOf, type Rights } from '../kernel/rights.ts'

/** What each operation needs at least; every car is judged by its own environment besides. */
export const trainRights = {
  trains: { needs: 'VIEWER', doWhat: 'see trains' },
  train: { needs: 'VIEWER', doWhat: 'see trains' },
  createTrain: { needs: 'DEVELOPER', doWhat: 'ship' },
  cancelTrain: { needs: 'DEVELOPER', doWhat: 'cancel trains' },
  rollBackTrain: { needs: 'DEVELOPER', doWhat: 'roll back' },
  approveTrain: { needs: 'VIEWER', doWhat: 'approve releases' },
  rejectTrain: { needs: 'VIEWER', doWhat: 'reject releases' },
} satisfies Rights

export const guardTrains = guardOf(trainRights)
