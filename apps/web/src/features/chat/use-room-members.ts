import { useClientHandle } from '@urql/vue'
import { shallowRef, watch } from 'vue'
import { text } from '../../shared/i18n/i18n.ts'
import { matchPeople } from './completion.ts'
import { type Member, membersQuery } from './room-operations.ts'
import type { Suggestion } from './suggestions.ts'

const pageSize = 100

/** The members of the room that is shown: for the list, for completion, and to know names in messages. */
export function useRoomMembers(roomId: () => string | null) {
  const { client } = useClientHandle()
  const members = shallowRef<Member[]>([])
  const total = shallowRef(0)
  let cursor: string | null = null
  let asked = 0

  async function ask(after: string | null) {
    const id = roomId()
    if (!id) return
    asked += 1
    const mine = asked
    const variables = { id, first: pageSize, after, search: null }
    const { data } = await client.query(membersQuery, variables, { requestPolicy: 'network-only' }).toPromise()
    const page = data?.roomById?.members
    if (mine !== asked || !page) return
    members.value = [...(after ? members.value : []), ...page.nodes.map((node) => node.user)]
    total.value = page.totalCount
    cursor = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null
  }

  watch(
    roomId,
    () => {
      members.value = []
      total.value = 0
      void ask(null)
    },
    { immediate: true },
  )

  function suggest(query: string): Suggestion[] {
    const people = matchPeople(members.value, query).map((person) => ({
      key: person.id,
      label: `@${person.username}`,
      detail: person.displayName,
      insert: `@${person.username}`,
      person,
    }))
    const everyone = { key: 'everyone', label: '@everyone', detail: text('chat.everyone'), insert: '@everyone' }
    return query.length > 0 && 'everyone'.startsWith(query.toLowerCase()) ? [...people, everyone] : people
  }

  return { members, total, suggest, refresh: () => ask(null), more: () => cursor && ask(cursor) }
}
