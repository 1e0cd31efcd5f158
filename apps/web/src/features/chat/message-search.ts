import type { Person } from './message.ts'

export const searchDocument = /* GraphQL */ `
  query SearchMessages($query: String!, $roomId: ID, $first: Int, $after: String) {
    searchMessages(query: $query, roomId: $roomId, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id roomId seq text sentAt author { id displayName } }
    }
  }
`

export interface Found {
  id: string
  roomId: string
  seq: number
  text: string
  sentAt: string
  author: Person
}

export interface SearchAnswer {
  searchMessages: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; nodes: Found[] }
}
