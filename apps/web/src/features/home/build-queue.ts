import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const buildQueue = graphql(`
  query BuildQueue {
    buildQueue {
      running { since release { id number environment { id name project { id title } } } }
      waiting {
        since position
        equalTo { id number }
        release { id number environment { id name project { id title } } }
      }
    }
  }
`)

export type Place = ResultOf<typeof buildQueue>['buildQueue']['waiting'][number]
