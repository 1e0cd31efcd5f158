import { useQuery } from '@urql/vue'
import { computed } from 'vue'
import { graphql, type ResultOf } from '../../graphql/tada.ts'

const peopleChoices = graphql(`query PeopleChoices { users { id username displayName role disabled } }`)

export type PersonChoice = ResultOf<typeof peopleChoices>['users'][number]

/** Everybody: to choose from, and to know the names behind ids. One query serves the whole page. */
export function usePeople() {
  const { data } = useQuery({ query: peopleChoices, variables: {} })
  const people = computed(() => data.value?.users ?? [])
  const byId = computed(() => new Map(people.value.map((person) => [person.id, person])))
  /** Who can be asked; somebody who was chosen before stays in the list. */
  const choices = (chosen: readonly string[] = [], except: readonly string[] = []) =>
    people.value
      .filter(({ id, disabled }) => (!disabled && !except.includes(id)) || chosen.includes(id))
      .map((person) => ({ value: person.id, label: person.displayName, detail: person.username, person }))
  return { people, byId, choices }
}
