import { createPollDrafting } from './poll-drafting.ts'
import { createPollKeeping } from './poll-keeping.ts'
import { createPollListing } from './poll-listing.ts'
import { createPollReading } from './poll-reading.ts'
import { createPollResults } from './poll-results.ts'
import { createPollVoting } from './poll-voting.ts'
import type { PollPorts } from './polls.ports.ts'
import { createShowFollowing } from './shows/show-following.ts'
import { createShowKeeping } from './shows/show-keeping.ts'
import { createShowReading } from './shows/show-reading.ts'
import { createTallyFollowing } from './tally-following.ts'

/** Questions with options, who votes, and what comes of it. */
export function createPolls(ports: PollPorts) {
  const reading = createPollReading(ports)
  const shows = createShowReading(ports)
  const { openPoll, pausePoll, closePoll, closeDuePolls, ...steps } = createPollKeeping(ports)
  return {
    ...reading,
    ...{ openPoll, pausePoll, closePoll, closeDuePolls },
    ...createPollDrafting(ports, steps),
    ...createPollListing(ports),
    ...createPollResults(ports),
    ...createPollVoting(ports),
    ...createTallyFollowing(ports, reading),
    ...shows,
    ...createShowKeeping(ports),
    ...createShowFollowing(ports, shows.requirePollShow),
  }
}

export type Polls = ReturnType<typeof createPolls>
