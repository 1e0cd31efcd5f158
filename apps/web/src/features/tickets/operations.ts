import { graphql, type ResultOf } from '../../graphql/tada.ts'
import { actionFragment } from '../../shared/actions/action.ts'
import { formFieldFragment } from '../../shared/form/form-field.ts'

export const ticketList = graphql(`
  query Tickets($first: Int!, $after: String, $filter: TicketFilter) {
    tickets(first: $first, after: $after, filter: $filter) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number title status round createdAt openedAt endedAt
        flow { id title }
        initiator { id displayName }
        waitingFor { nodeId reason since users { id displayName } }
        myTasks { id }
      }
    }
  }
`)

export type TicketLine = ResultOf<typeof ticketList>['tickets']['nodes'][number]

export const ticketCounts = graphql(`
  query TicketCounts {
    mine: tickets(first: 1, filter: { scope: MINE }) { totalCount }
    myTasks: tickets(first: 1, filter: { scope: MY_TASKS }) { totalCount }
    copied: tickets(first: 1, filter: { scope: COPIED }) { totalCount }
    all: tickets(first: 1, filter: { scope: ALL }) { totalCount }
  }
`)

export const flowChoices = graphql(`
  query FlowChoices { flows { id title description state version published { id } } }
`)

export const flowToOpen = graphql(
  `query FlowToOpen($id: ID!) {
    flow(id: $id) { id title description state room { id name } published { id version formSchema form { ...FormFields } } }
  }`,
  [formFieldFragment],
)

const taskFragment = graphql(`
  fragment TaskParts on TicketTask {
    id nodeId visitId round part status advice comment openedAt decidedAt
    user { id displayName } inPlaceOf { id displayName } closedBecause { kind by { id displayName } }
  }
`)

const goNoGoFragment = graphql(`
  fragment GoNoGoParts on GoNoGo {
    visitId nodeId round state why openedAt endedAt closesAt at need given people
    ballots { vote veto voice at comment user { id displayName } by { id displayName } asked { id displayName } }
  }
`)

const eventFragment = graphql(`
  fragment EventParts on TicketEvent {
    seq at kind nodeId ticketStatus round message hash taskStatus outcome why timer text
    by { id displayName } people { id displayName } changes { field before after }
    files { id name mediaType sizeBytes url }
  }
`)

export const ticketQuery = graphql(
  `query Ticket($id: ID!) {
    ticket(id: $id) {
      id number title status round form createdAt openedAt endedAt validUntil headSeq takenLinkIds
      mayWithdraw mayUrge mayCancel mayRevoke mayAssign maySubmit mayStart
      initiator { id displayName }
      copies { id displayName }
      files { id name mediaType sizeBytes url }
      flow { id title }
      flowVersion {
        id version formSchema form { ...FormFields }
        nodes { id kind title x y message outcome action { ...ActionParts } rule { kind approvals percent } }
        links { id from to position condition }
      }
      nextAction { ...ActionParts }
      commandRun { id }
      action {
        state startedAt finishedAt message failure startedBy { id displayName } action { ...ActionParts }
        results { serverId name code output problem problemKind }
      }
      release { id number status environment { id name kind project { id title } } }
      facts { field value }
      steps { nodeId state visit { id } }
      goNoGos { ...GoNoGoParts }
      visits { id nodeId round state enteredAt endedAt need people approvals timers { kind dueAt fired } tasks { id } }
      tasks { ...TaskParts }
      myTasks { ...TaskParts }
      waitingFor { nodeId reason since next { kind dueAt } users { id displayName } unblockers { id displayName } }
      history { ...EventParts }
    }
  }`,
  [formFieldFragment, taskFragment, eventFragment, actionFragment, goNoGoFragment],
)

export const ticketStream = graphql(
  `subscription TicketEvents($ticketId: ID!, $after: Int) { ticketEvents(ticketId: $ticketId, after: $after) { ...EventParts } }`,
  [eventFragment],
)

export type Ticket = NonNullable<ResultOf<typeof ticketQuery>['ticket']>
export type TicketEvent = ResultOf<typeof ticketStream>['ticketEvents']
export type TicketFile = TicketEvent['files'][number]
export type Task = Ticket['tasks'][number]
export type Visit = Ticket['visits'][number]
export type FlowNode = Ticket['flowVersion']['nodes'][number]
export type GoNoGo = Ticket['goNoGos'][number]
export type GoNoGoBallot = GoNoGo['ballots'][number]
export type TicketStatus = Ticket['status']

/** What is taken over when a ticket is opened anew. */
export const ticketToCopy = graphql(`query TicketToCopy($id: ID!) { ticket(id: $id) { id title form } }`)

export const verification = graphql(`
  query TicketVerification($id: ID!) { ticket(id: $id) { id verification { ok problem events } } }
`)
