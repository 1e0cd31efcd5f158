import { LOCK, type LockHolder } from './lock.ts'
import { SPEAK, script } from './script.ts'
import { STATE } from './state.ts'

export interface TakeOver extends LockHolder {
  path: string
  directory: string
}

/** Takes the lock from an earlier attempt, ends what it left running there, and tells what the server has. */
export const takeOver = (p: TakeOver): string =>
  script(
    p.path,
    { dir: p.directory, environment: p.environment, fence: p.fence, owner: p.owner },
    SPEAK,
    STATE,
    LOCK,
    'take_lock',
    'report_state',
  )
