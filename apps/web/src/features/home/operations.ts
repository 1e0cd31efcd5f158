import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const homeQuery = graphql(`
  query Home {
    servers(first: 1) { totalCount }
    running: releases(first: 10, status: RUNNING) {
      nodes {
        id number status revision startedAt expectedSeconds trainPosition
        train { id number carCount }
        createdBy { displayName }
        environment { id name project { id title } }
        steps { status }
      }
    }
    approvals: myApprovals {
      id number status revision createdAt commitSubject
      train { id number title approval { waiting } }
      createdBy { displayName }
      environment { id name project { id title } }
    }
    tasks: tickets(first: 8, filter: { scope: MY_TASKS }) {
      totalCount
      nodes { id number title createdAt flow { title } initiator { id displayName } myTasks { id openedAt } }
    }
    recent: releases(first: 6) {
      totalCount
      nodes {
        id number kind status revision commit commitSubject createdAt startedAt finishedAt badReason wayBack
        createdBy { displayName }
        environment { id name project { id title } }
      }
    }
    projects(first: 20) {
      totalCount
      nodes {
        id title
        environments { id name kind servers { id } liveRelease { id number revision commit finishedAt } }
      }
    }
  }
`)

export type Home = ResultOf<typeof homeQuery>
