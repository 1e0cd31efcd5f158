import { graphql, type ResultOf } from '../../graphql/tada.ts'

/** All that the wall shows but the releases themselves, which have streams of their own. */
export const wallQuery = graphql(`
  query Wall {
    running: releases(first: 20, status: RUNNING) { totalCount nodes { id } }
    cancelling: releases(first: 10, status: CANCELLING) { nodes { id } }
    recent: releases(first: 12) { nodes { id status finishedAt } }
    asking: tickets(first: 3, filter: { asksByPoll: true }) { nodes { id goNoGos { visitId state } } }
    polls(first: 3, filter: { states: [OPEN] }) { nodes { id } }
    monitoringSummary { up stale down paused pending alarms }
    projects(first: 40) {
      totalCount
      nodes {
        id title
        environments {
          id name kind
          servers { id }
          lock { reason }
          queue { id status }
          liveRelease { id number revision commit commitSubject finishedAt badReason }
        }
      }
    }
  }
`)

export type Wall = ResultOf<typeof wallQuery>
type WallProject = Wall['projects']['nodes'][number]
export type WallEnvironment = WallProject['environments'][number] & { project: { id: string; title: string } }

/** Who needs a look first, then who has most to do. */
export const wallFleetQuery = graphql(
  `query WallFleet($some: Int!) {
    down: servers(first: $some, monitoring: DOWN) { nodes { ...WallServer } }
    stale: servers(first: $some, monitoring: STALE) { nodes { ...WallServer } }
    busy: servers(first: $some, orderBy: CPU) { nodes { ...WallServer } }
  }`,
  [
    graphql(`
      fragment WallServer on Server {
        id name
        monitoring {
          state since problem
          values { key unit value }
          alarms { id rule { name } }
        }
      }
    `),
  ],
)

type WallFleet = ResultOf<typeof wallFleetQuery>
export type WallServer = WallFleet['busy']['nodes'][number]
