/** The binding part of the API as far as this version has it: names, arguments and types must stay as they stand here. */
export const CONTRACT = `
scalar DateTime

type Query {
  viewer: User
  servers(first: Int, after: String, search: String, label: String, ids: [ID!]): ServerConnection!
  server(id: ID!): Server
  credentials: [Credential!]!
  projects(first: Int, after: String, search: String): ProjectConnection!
  project(id: ID!): Project
  environment(id: ID!): Environment
  releases(first: Int, after: String, projectId: ID, environmentId: ID, status: ReleaseStatus): ReleaseConnection!
  release(id: ID!): Release
  activity(after: Int!, limit: Int): ActivityPage!
  rooms: [Room!]!
  room(name: String!): Room
  roomEvents(roomId: ID!, after: Int!, limit: Int, waitSeconds: Int): RoomEventPage!
  poll(id: ID!): Poll
  flows: [Flow!]!
  flow(id: ID!): Flow
  tickets(first: Int, after: String, filter: TicketFilter): TicketConnection!
  ticket(id: ID!): Ticket
  serverMetrics(serverId: ID!, from: DateTime!, to: DateTime!): [MetricSeries!]!
}

type Mutation {
  signIn(username: String!, password: String!): SignInPayload!
  signOut: Boolean!
  createApiToken(input: CreateApiTokenInput!): CreateApiTokenPayload!
  addUser(input: AddUserInput!): User!
  addCredential(input: AddCredentialInput!): Credential!
  addServer(input: AddServerInput!): Server!
  updateServer(id: ID!, input: UpdateServerInput!): Server!
  removeServer(id: ID!): ID!
  checkServer(id: ID!): ServerCheck!
  trustHostKey(serverId: ID!, fingerprint: String!): Server!
  addProject(input: AddProjectInput!): Project!
  updateProject(id: ID!, input: UpdateProjectInput!): Project!
  removeProject(id: ID!): ID!
  addEnvironment(projectId: ID!, input: EnvironmentInput!): Environment!
  updateEnvironment(id: ID!, input: EnvironmentInput!): Environment!
  restoreVariables(environmentId: ID!, version: Int!): Environment!
  removeEnvironment(id: ID!): ID!
  fetchRevisions(projectId: ID!): Revisions!
  createRelease(input: CreateReleaseInput!): Release!
  cancelRelease(id: ID!): Release!
  retryRelease(id: ID!): Release!
  rollBack(environmentId: ID!, toReleaseId: ID): Release!
  lockEnvironment(id: ID!, reason: String!, until: DateTime): Environment!
  unlockEnvironment(id: ID!): Environment!
  checkDrift(environmentId: ID!): [ServerDrift!]!
  createRoom(name: String!): Room!
  joinRoom(roomId: ID!): Room!
  leaveRoom(roomId: ID!): Room!
  sendMessage(input: SendMessageInput!): Message!
  editMessage(id: ID!, text: String!): Message!
  deleteMessage(id: ID!): Message!
  markRead(roomId: ID!, seq: Int!): Room!
  createPoll(input: CreatePollInput!): Poll!
  openPoll(id: ID!): Poll!
  vote(pollId: ID!, optionIds: [ID!]!): Poll!
  closePoll(id: ID!): Poll!
  saveFlow(input: SaveFlowInput!): Flow!
  publishFlow(id: ID!): Flow!
  openTicket(input: OpenTicketInput!): Ticket!
  decide(input: DecideInput!): Ticket!
  withdrawTicket(id: ID!): Ticket!
  runCommand(input: RunCommandInput!): CommandRun!
  cancelCommand(id: ID!): CommandRun!
}

type Subscription {
  releaseEvents(releaseId: ID!, after: Int): ReleaseEvent!
  releaseOutput(releaseId: ID!, stepKey: String, after: Int): OutputChunk!
  activity(after: Int): ActivityEvent!
  roomEvents(roomId: ID!, after: Int): RoomEvent!
  roomPresence(roomId: ID!): RoomPresence!
  pollTally(pollId: ID!): PollTally!
  ticketEvents(ticketId: ID!, after: Int): TicketEvent!
  myTasks: TaskCount!
  commandOutput(runId: ID!, after: Int): OutputChunk!
  serverMetrics(serverIds: [ID!]!): MetricFrame!
}

type MetricSeries {
  key: String!  unit: MetricUnit!  limit: Float  windowSeconds: Int!  times: [Int!]!
  mean: [Float!]!  min: [Float!]!  max: [Float!]!  last: [Float!]!  count: [Int!]!
}
type MetricValue { key: String!  unit: MetricUnit!  value: Float! }
type MetricFrame { at: DateTime!  servers: [ServerSample!]! }
type ServerSample {
  serverId: ID!  state: MonitoringState!  since: DateTime  problem: String  at: DateTime!  values: [MetricValue!]!
}
enum MetricUnit { PERCENT BYTES BYTES_PER_SECOND NUMBER MILLISECONDS }
enum MonitoringState { PENDING UP STALE DOWN PAUSED }

type PageInfo { hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String  endCursor: String }
type ServerConnection { nodes: [Server!]!  edges: [ServerEdge!]!  pageInfo: PageInfo!  totalCount: Int! }
type ServerEdge { cursor: String!  node: Server! }
type ProjectConnection { nodes: [Project!]!  edges: [ProjectEdge!]!  pageInfo: PageInfo!  totalCount: Int! }
type ProjectEdge { cursor: String!  node: Project! }
type ReleaseConnection { nodes: [Release!]!  edges: [ReleaseEdge!]!  pageInfo: PageInfo!  totalCount: Int! }
type ReleaseEdge { cursor: String!  node: Release! }

scalar JSON
type TicketConnection { nodes: [Ticket!]!  edges: [TicketEdge!]!  pageInfo: PageInfo!  totalCount: Int! }
type TicketEdge { cursor: String!  node: Ticket! }
type Ticket {
  id: ID!  number: Int!  title: String!  status: TicketStatus!  round: Int!  initiator: User!  form: JSON!
  createdAt: DateTime!  openedAt: DateTime  endedAt: DateTime  headSeq: Int!  copies: [User!]!
  takenLinkIds: [ID!]!  tasks: [TicketTask!]!  myTasks: [TicketTask!]!  history: [TicketEvent!]!
}
type TicketTask { id: ID!  nodeId: ID!  round: Int!  user: User!  status: TicketTaskStatus!  comment: String! }
type TicketEvent {
  seq: Int!  at: DateTime!  kind: String!  by: User  nodeId: ID  ticketStatus: TicketStatus!  round: Int!
  message: String!  hash: String!
}
type TaskCount { pending: Int! }
enum TicketStatus {
  DRAFT RUNNING SENT_BACK APPROVED REJECTED EXPIRED WITHDRAWN CANCELLED CONSUMED REVOKED LAPSED DELETED
}
enum TicketTaskStatus {
  BLOCKED PENDING WAITS_FOR_ADDED APPROVED REJECTED TRANSFERRED DELEGATED SENT_BACK EXPIRED SKIPPED CLOSED
}
enum TicketScope { MINE MY_TASKS COPIED ALL }
enum TaskDecision { APPROVE REJECT TRANSFER DELEGATE ADD_BEFORE ADD_TOGETHER ADD_AFTER SEND_BACK }
input TicketFilter { scope: TicketScope  status: [TicketStatus!]  flowId: ID  initiatorId: ID  search: String }
input OpenTicketInput { flowId: ID!  title: String!  form: JSON!  draft: Boolean  clientId: String  copyTo: [ID!] }
input DecideInput {
  taskId: ID!  decision: TaskDecision!  comment: String  round: Int  clientId: String  userIds: [ID!]  toNodeId: ID
}

type User { id: ID!  username: String!  displayName: String!  role: Role! }
type SignInPayload { viewer: User!  token: String! }
type ApiToken { id: ID! }
type CreateApiTokenPayload { token: String!  apiToken: ApiToken! }
type Credential { id: ID!  name: String!  username: String! }
type Server { id: ID!  name: String!  host: String!  port: Int!  labels: [String!]!  credential: Credential!  hostKeyFingerprint: String }
type ServerCheck { ok: Boolean!  code: String  message: String!  hostKeyFingerprint: String  facts: ServerFacts }
type ServerFacts { os: String!  kernel: String!  cpus: Int!  memoryBytes: Float! }
type Project { id: ID!  title: String!  repositoryUrl: String!  credential: Credential  environments: [Environment!]! }
type Environment { id: ID!  name: String!  kind: EnvironmentKind!  path: String!  servers: [Server!]! }
type Revisions {
  branches: [NamedCommit!]!  tags: [NamedCommit!]!
  commits(branch: String!, first: Int = 50): [Commit!]!
}
type NamedCommit { name: String!  commit: String! }
type Commit { id: String! }
type ServerDrift { server: Server! }
type ActivityPage { events: [ActivityEvent!]!  headSeq: Int! }
type ActivityEvent implements StreamEvent { seq: Int!  at: DateTime! }

type Release {
  id: ID!  number: Int!  status: ReleaseStatus!  revision: String!  commit: String!
  environment: Environment!  createdBy: User!  createdAt: DateTime!  startedAt: DateTime  finishedAt: DateTime
  steps: [Step!]!  targets: [ReleaseTarget!]!  headSeq: Int!  queuePosition: Int  failure: String
}
type ReleaseTarget { status: StepStatus! }
type Step {
  key: String!  kind: StepKind!  parentKeys: [String!]!  server: Server  status: StepStatus!
  startedAt: DateTime  finishedAt: DateTime  message: String
}
interface StreamEvent { seq: Int!  at: DateTime! }
type ReleaseEvent implements StreamEvent {
  seq: Int!  at: DateTime!  kind: String!  releaseStatus: ReleaseStatus!
  stepKey: String  stepStatus: StepStatus  message: String
}
type CommandRun { id: ID! }
input RunCommandInput { serverIds: [ID!]!  command: String  timeoutSeconds: Int }
type OutputChunk implements StreamEvent { seq: Int!  at: DateTime!  stepKey: String!  stream: OutputStream!  text: String! }

enum ReleaseStatus { QUEUED WAITING_APPROVAL SCHEDULED RUNNING CANCELLING SUCCEEDED FAILED CANCELLED }
enum StepStatus { PENDING BLOCKED RUNNING SUCCEEDED FAILED CANCELLED SKIPPED UNKNOWN }
enum StepKind { START FETCH BUILD PACKAGE UPLOAD ACTIVATE RESTART CHECK END HOOK }
enum Role { ADMIN OPERATOR DEVELOPER VIEWER }
type Room { id: ID! }
type RoomPresence { online: [User!]!  typing: [User!]! }
scalar RoomEventKind
type RoomEvent implements StreamEvent { seq: Int!  at: DateTime!  kind: RoomEventKind!  message: Message }
type RoomEventPage { events: [RoomEvent!]!  headSeq: Int!  epoch: Int! }
type Message { id: ID!  seq: Int!  clientId: String  author: User!  text: String!  sentAt: DateTime!  editedAt: DateTime }

type Flow { id: ID!  title: String! }
type Poll { id: ID!  question: String!  options: [PollOption!]!  tally: PollTally! }
type PollOption { id: ID!  text: String! }
type PollTally { pollId: ID! }

enum EnvironmentKind { TEST PRODUCTION }
enum OutputStream { STDOUT STDERR SYSTEM }

input CreateApiTokenInput { name: String! }
input AddUserInput { username: String!  displayName: String!  password: String!  role: Role! }
input AddCredentialInput { name: String!  username: String!  password: String  privateKey: String  passphrase: String }
input AddServerInput {
  name: String!  host: String!  port: Int  credentialId: ID!  labels: [String!]  hostKeyFingerprint: String
}
input UpdateServerInput { name: String  host: String  port: Int  credentialId: ID  labels: [String!] }
input AddProjectInput { title: String!  repositoryUrl: String!  credentialId: ID  environments: [EnvironmentInput!] }
input UpdateProjectInput { title: String  repositoryUrl: String  credentialId: ID }
input EnvironmentInput {
  name: String  kind: EnvironmentKind  path: String  serverIds: [ID!]
  buildCommand: String  restartCommand: String  checkCommand: String  sharedPaths: [String!]  keepReleases: Int
}
input SaveFlowInput { title: String! }
input CreatePollInput { question: String!  options: [String!]!  roomId: ID  multiple: Boolean  closesAt: DateTime }
input SendMessageInput { roomId: ID!  text: String!  clientId: String }
input CreateReleaseInput { environmentId: ID!  revision: String!  scheduledAt: DateTime  note: String  clientId: String }
`

/** Operations whose modules do not exist yet: none. */
export const COMES_LATER: readonly string[] = []
