import type { Reply } from './thread-stream.ts'

/** Takes newer versions of replies into a thread, in the order of the room. Of two versions the larger changedSeq stays. */
export function withReplies(thread: readonly Reply[], incoming: readonly Reply[]): readonly Reply[] {
  const byId = new Map(thread.map((each) => [each.id, each]))
  let changed = false
  for (const each of incoming) {
    const known = byId.get(each.id)
    if (known && known.changedSeq >= each.changedSeq) continue
    byId.set(each.id, each)
    changed = true
  }
  return changed ? [...byId.values()].sort((one, other) => one.seq - other.seq) : thread
}
