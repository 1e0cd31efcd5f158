import { graphql } from '../../graphql/tada.ts'

export const myTicketTasks = graphql(`
  query MyTicketTasks($id: ID!) { ticket(id: $id) { id myTasks { id round nodeId } } }
`)
export const decideFromRoom = graphql(`mutation DecideFromRoom($input: DecideInput!) { decide(input: $input) { id } }`)
