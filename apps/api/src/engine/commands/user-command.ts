import { LOCK, type LockHolder } from './lock.ts'
import { SPEAK, script } from './script.ts'

export interface UserCommand extends Omit<LockHolder, 'owner'> {
  path: string
  /** Where it runs, under the path: `releases/<id>` or `current`. */
  place: string
  /** What a person wrote; a shell of its own runs it, so that its options and exits stay its own. */
  command: string
}

/** A restart, check or hook command on a server. Variables come with the environment, never in the text. */
export const userCommand = (p: UserCommand): string =>
  script(
    p.path,
    { place: p.place, environment: p.environment, fence: p.fence, command: p.command },
    SPEAK,
    LOCK,
    `
hold_lock
cd -P "$root/$place" || refuse "$root/$place cannot be entered."
exec sh -c "$command"
`,
  )
