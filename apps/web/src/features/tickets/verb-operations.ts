import { graphql } from '../../graphql/tada.ts'

export const openTicket = graphql(`mutation OpenTicket($input: OpenTicketInput!) { openTicket(input: $input) { id } }`)
export const saveTicket = graphql(`
  mutation SaveTicket($id: ID!, $title: String, $form: JSON) { saveTicket(id: $id, title: $title, form: $form) { id } }
`)
export const submitTicket = graphql(`
  mutation SubmitTicket($id: ID!, $clientId: String) { submitTicket(id: $id, clientId: $clientId) { id } }
`)
export const removeTicket = graphql(`mutation RemoveTicket($id: ID!) { removeTicket(id: $id) }`)
export const decide = graphql(`mutation Decide($input: DecideInput!) { decide(input: $input) { id } }`)
export const withdrawTicket = graphql(`
  mutation WithdrawTicket($id: ID!, $reason: String) { withdrawTicket(id: $id, reason: $reason) { id } }
`)
export const cancelTicket = graphql(`
  mutation CancelTicket($id: ID!, $reason: String!) { cancelTicket(id: $id, reason: $reason) { id } }
`)
export const revokeTicket = graphql(`
  mutation RevokeTicket($id: ID!, $reason: String!) { revokeTicket(id: $id, reason: $reason) { id } }
`)
export const urgeTicket = graphql(`mutation UrgeTicket($id: ID!) { urgeTicket(id: $id) { id } }`)
export const copyTicket = graphql(`
  mutation CopyTicket($id: ID!, $userIds: [ID!]!) { copyTicket(id: $id, userIds: $userIds) { id } }
`)
export const assignTask = graphql(`mutation AssignTask($input: AssignTaskInput!) { assignTask(input: $input) { id } }`)
export const commentOnTicket = graphql(`
  mutation CommentOnTicket($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { id } }
`)
export const startTicketAction = graphql(`
  mutation StartTicketAction($id: ID!) { startTicketAction(id: $id) { id } }
`)
