import { graphql } from '../../graphql/tada.ts'

/** What a table of runs shows of each. */
export const commandRunLine = graphql(`
  fragment CommandRunLine on CommandRun {
    id number state command templateName ticketId createdAt startedAt finishedAt serverCount
    createdBy { displayName }
    counts { state count }
    firstServers { serverId name }
  }
`)
