import { createPollKeeping } from './poll-keeping.ts'
import { createPollReading } from './poll-reading.ts'
import { createPollVoting } from './poll-voting.ts'
import type { PollPorts } from './polls.ports.ts'
import { createTallyFollowing } from './tally-following.ts'

/** Questions with options, who votes, and what comes of it. */
export function createPolls(ports: PollPorts) {
  const reading = createPollReading(ports)
  return {
    ...reading,
    ...createPollKeeping(ports),
    ...createPollVoting(ports),
    ...createTallyFollowing(ports, reading),
  }
}

export type Polls = ReturnType<typeof createPolls>
