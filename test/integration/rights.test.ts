import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../apps/api/src/modules/kernel/viewer.ts'
import { releaseRights } from '../../apps/api/src/modules/releases/release.policy.ts'
import { type Ask, openTestApi } from '../support/execute.ts'
import { rights } from '../support/rights.ts'

const ROLES: Role[] = ['VIEWER', 'DEVELOPER', 'OPERATOR', 'ADMIN']

const id = '00000000-0000-7000-8000-000000000000'
/** One call of each operation. What it is about does not exist, so that being allowed shows as another refusal or as null. */
const calls: Record<string, string> = {
  users: '{ users { id } }',
  changePassword: 'mutation { changePassword(current: "wrong password", next: "long enough") { id } }',
  createApiToken: 'mutation { createApiToken(input: { name: "" }) { token } }',
  revokeApiToken: `mutation { revokeApiToken(id: "${id}") }`,
  revokeSession: `mutation { revokeSession(id: "${id}") }`,
  addUser: 'mutation { addUser(input: { username: "", displayName: "", password: "", role: ADMIN }) { id } }',
  updateUser: `mutation { updateUser(id: "${id}", input: { role: ADMIN }) { id } }`,
  credentials: '{ credentials { id } }',
  addCredential: 'mutation { addCredential(input: { name: "", username: "" }) { id } }',
  updateCredential: `mutation { updateCredential(id: "${id}", input: { name: "x" }) { id } }`,
  removeCredential: `mutation { removeCredential(id: "${id}") }`,
  servers: '{ servers { totalCount } }',
  server: `{ server(id: "${id}") { id } }`,
  checkServer: `mutation { checkServer(id: "${id}") { ok } }`,
  addServer: `mutation { addServer(input: { name: "", host: "", credentialId: "${id}" }) { id } }`,
  updateServer: `mutation { updateServer(id: "${id}", input: { name: "x" }) { id } }`,
  removeServer: `mutation { removeServer(id: "${id}") }`,
  installAria2: `mutation { installAria2(serverId: "${id}") { ok } }`,
  trustHostKey: `mutation { trustHostKey(serverId: "${id}", fingerprint: "SHA256:${'A'.repeat(43)}") { id } }`,
  serverMetrics: `{ serverMetrics(serverId: "${id}", from: "2030-01-01T00:00:00Z", to: "2030-01-02T00:00:00Z") { key } }`,
  serverReleases: `{ serverReleases(serverId: "${id}", from: "2030-01-01T00:00:00Z", to: "2030-01-02T00:00:00Z") { kind } }`,
  serverLabels: '{ serverLabels }',
  monitoringSummary: '{ monitoringSummary { up } }',
  metricRules: '{ metricRules { id } }',
  pauseMonitoring: `mutation { pauseMonitoring(serverId: "${id}", paused: true) { id } }`,
  addMetricRule: 'mutation { addMetricRule(input: { name: "", key: "cpu" }) { id } }',
  updateMetricRule: `mutation { updateMetricRule(id: "${id}", input: { name: "x", key: "state" }) { id } }`,
  removeMetricRule: `mutation { removeMetricRule(id: "${id}") }`,
  probeMetrics: `{ probeMetrics(probeId: "${id}", from: "2030-01-01T00:00:00Z", to: "2030-01-02T00:00:00Z") { key } }`,
  addProbe: `mutation { addProbe(environmentId: "${id}", input: { name: "", kind: HTTP }) { id } }`,
  updateProbe: `mutation { updateProbe(id: "${id}", input: { name: "x", kind: HTTP, url: "http://h/" }) { id } }`,
  removeProbe: `mutation { removeProbe(id: "${id}") }`,
  testProbe: `mutation { testProbe(environmentId: "${id}", input: { name: "", kind: HTTP }) { value } }`,
  projects: '{ projects { totalCount } }',
  project: `{ project(id: "${id}") { id } }`,
  fetchRevisions: `mutation { fetchRevisions(projectId: "${id}") { defaultBranch } }`,
  addProject: 'mutation { addProject(input: { title: "", repositoryUrl: "" }) { id } }',
  updateProject: `mutation { updateProject(id: "${id}", input: { title: "x" }) { id } }`,
  removeProject: `mutation { removeProject(id: "${id}") }`,
  environment: `{ environment(id: "${id}") { id } }`,
  wouldShip: `{ environment(id: "${id}") { wouldShip(revision: "main") { commit } } }`,
  addEnvironment: `mutation { addEnvironment(projectId: "${id}", input: { name: "" }) { id } }`,
  updateEnvironment: `mutation { updateEnvironment(id: "${id}", input: { keepReleases: 3 }) { id } }`,
  restoreVariables: `mutation { restoreVariables(environmentId: "${id}", version: 1) { id } }`,
  removeEnvironment: `mutation { removeEnvironment(id: "${id}") }`,
  lockEnvironment: `mutation { lockEnvironment(id: "${id}", reason: "x") { id } }`,
  unlockEnvironment: `mutation { unlockEnvironment(id: "${id}") { id } }`,
  builds: `{ builds(projectId: "${id}") { totalCount } }`,
  build: `{ build(id: "${id}") { id } }`,
  buildQueue: '{ buildQueue { running { since } } }',
  rooms: '{ rooms { id } }',
  createRoom: 'mutation { createRoom(name: "") { id } }',
  updateRoom: `mutation { updateRoom(id: "${id}", name: "x") { id } }`,
  joinRoom: `mutation { joinRoom(roomId: "${id}") { id } }`,
  leaveRoom: `mutation { leaveRoom(roomId: "${id}") { id } }`,
  addRoomMember: `mutation { addRoomMember(roomId: "${id}", userId: "${id}") { id } }`,
  removeRoomMember: `mutation { removeRoomMember(roomId: "${id}", userId: "${id}") { id } }`,
  closeRoomConnections: `mutation { closeRoomConnections(roomId: "${id}") }`,
  sendMessage: `mutation { sendMessage(input: { roomId: "${id}", text: "x" }) { id } }`,
  editMessage: `mutation { editMessage(id: "${id}", text: "x") { id } }`,
  deleteMessage: `mutation { deleteMessage(id: "${id}") { id } }`,
  addReaction: `mutation { addReaction(messageId: "${id}", emoji: "👍") { id } }`,
  removeReaction: `mutation { removeReaction(messageId: "${id}", emoji: "👍") { id } }`,
  keepPresence: `mutation { keepPresence(roomId: "${id}", connectionId: "c") { roomId } }`,
  setTyping: `mutation { setTyping(roomId: "${id}", typing: true) }`,
  markRead: `mutation { markRead(roomId: "${id}", seq: 1) { id } }`,
  activity: '{ activity(after: 0) { headSeq } }',
  activityLines: '{ activityLines { totalCount } }',
  activityLine: '{ activityLine(seq: 1) { kind } }',
  activityChain: '{ activityChain { ok } }',
  commandRuns: '{ commandRuns { totalCount } }',
  commandRun: `{ commandRun(id: "${id}") { id } }`,
  commandOutput: `{ commandOutput(runId: "${id}", after: 0) { headSeq } }`,
  runCommand: `mutation { runCommand(input: { serverIds: ["${id}"], command: "true" }) { id } }`,
  cancelCommand: `mutation { cancelCommand(id: "${id}") { id } }`,
  commandTemplates: '{ commandTemplates { id } }',
  addCommandTemplate: 'mutation { addCommandTemplate(input: { name: "", command: "" }) { id } }',
  updateCommandTemplate: `mutation { updateCommandTemplate(id: "${id}", input: { name: "x", command: "true" }) { id } }`,
  removeCommandTemplate: `mutation { removeCommandTemplate(id: "${id}") }`,
  poll: `{ poll(id: "${id}") { id } }`,
  createPoll: 'mutation { createPoll(input: { question: "", options: [] }) { id } }',
  pollByCode: '{ pollByCode(code: "abcdefg") { id } }',
  polls: '{ polls { totalCount } }',
  updatePoll: `mutation { updatePoll(id: "${id}", input: {}) { id } }`,
  removePoll: `mutation { removePoll(id: "${id}") }`,
  openPoll: `mutation { openPoll(id: "${id}") { id } }`,
  pausePoll: `mutation { pausePoll(id: "${id}") { id } }`,
  closePoll: `mutation { closePoll(id: "${id}") { id } }`,
  vote: `mutation { vote(pollId: "${id}", optionIds: []) { id } }`,
  pollShow: `{ pollShow(id: "${id}") { id } }`,
  pollShows: '{ pollShows { totalCount } }',
  createPollShow: 'mutation { createPollShow(input: { title: "", pollIds: [] }) { id } }',
  updatePollShow: `mutation { updatePollShow(id: "${id}", input: {}) { id } }`,
  removePollShow: `mutation { removePollShow(id: "${id}") }`,
  stagePoll: `mutation { stagePoll(showId: "${id}") { id } }`,
  revealPoll: `mutation { revealPoll(showId: "${id}", revealed: true) { id } }`,
  tickets: '{ tickets { totalCount } }',
  ticket: `{ ticket(id: "${id}") { id } }`,
  taskCount: '{ taskCount { pending } }',
  openTicket: `mutation { openTicket(input: { flowId: "${id}", title: "", form: {} }) { id } }`,
  saveTicket: `mutation { saveTicket(id: "${id}", title: "x") { id } }`,
  submitTicket: `mutation { submitTicket(id: "${id}") { id } }`,
  removeTicket: `mutation { removeTicket(id: "${id}") }`,
  decide: `mutation { decide(input: { taskId: "${id}", decision: APPROVE }) { id } }`,
  withdrawTicket: `mutation { withdrawTicket(id: "${id}") { id } }`,
  cancelTicket: `mutation { cancelTicket(id: "${id}", reason: "x") { id } }`,
  startTicketAction: `mutation { startTicketAction(id: "${id}") { id } }`,
  revokeTicket: `mutation { revokeTicket(id: "${id}", reason: "x") { id } }`,
  commentOnTicket: `mutation { commentOnTicket(input: { ticketId: "${id}", text: "x" }) { id } }`,
  urgeTicket: `mutation { urgeTicket(id: "${id}") { id } }`,
  copyTicket: `mutation { copyTicket(id: "${id}", userIds: ["${id}"]) { id } }`,
  assignTask: `mutation { assignTask(input: { ticketId: "${id}", visitId: "${id}", userIds: ["${id}"] }) { id } }`,
  standingDelegations: '{ standingDelegations { id } }',
  addStandingDelegation: `mutation { addStandingDelegation(input: { delegateId: "${id}", endsAt: "2020-01-01T00:00:00Z" }) { id } }`,
  revokeStandingDelegation: `mutation { revokeStandingDelegation(id: "${id}") { id } }`,
  workingCalendar: '{ workingCalendar { timeZone } }',
  updateWorkingCalendar: 'mutation { updateWorkingCalendar(input: { timeZone: "", hours: [] }) { timeZone } }',
  setLead: `mutation { setLead(userId: "${id}") { id } }`,
  notificationHooks: '{ notificationHooks { id } }',
  notificationDeliveries: `{ notificationDeliveries(hookId: "${id}") { totalCount } }`,
  testNotificationHook: `mutation { testNotificationHook(id: "${id}") { id } }`,
  redeliver: `mutation { redeliver(deliveryId: "${id}") { id } }`,
  addNotificationHook:
    'mutation { addNotificationHook(input: { name: "", format: SLACK, url: "", language: EN, events: [] }) { id } }',
  updateNotificationHook: `mutation { updateNotificationHook(id: "${id}", input: { name: "x" }) { id } }`,
  accessGrants: '{ accessGrants { id } }',
  grantAccess: `mutation { grantAccess(input: { environmentId: "${id}", userId: "${id}", hours: 1, reason: "x" }) { id } }`,
  revokeAccess: `mutation { revokeAccess(id: "${id}") { id } }`,
  flows: '{ flows { id } }',
  flow: `{ flow(id: "${id}") { id } }`,
  flowTemplates: '{ flowTemplates { key } }',
  checkFlow: '{ checkFlow(input: { nodes: [], links: [], form: [] }) { code } }',
  simulateFlow: '{ simulateFlow(input: { flow: { nodes: [], links: [], form: [] }, form: {} }) { outcome } }',
  saveFlow: 'mutation { saveFlow(input: { title: "", nodes: [], links: [], form: [] }) { id } }',
  importFlow: 'mutation { importFlow(definition: {}) { id } }',
  publishFlow: `mutation { publishFlow(id: "${id}") { id } }`,
  retireFlow: `mutation { retireFlow(id: "${id}") { id } }`,
  restoreFlow: `mutation { restoreFlow(id: "${id}") { id } }`,
  removeFlow: `mutation { removeFlow(id: "${id}") }`,
  freezes: '{ freezes { id } }',
  addFreeze: 'mutation { addFreeze(input: { scope: EVERYTHING, reason: "" }) { id } }',
  updateFreeze: `mutation { updateFreeze(id: "${id}", input: { scope: EVERYTHING, reason: "" }) { id } }`,
  removeFreeze: `mutation { removeFreeze(id: "${id}") }`,
  incomingHooks: `{ incomingHooks(projectId: "${id}") { id } }`,
  incomingHook: `{ incomingHook(id: "${id}") { id } }`,
  addIncomingHook: `mutation { addIncomingHook(input: { projectId: "${id}", name: "", provider: PLAIN, rules: [] }) { secret } }`,
  updateIncomingHook: `mutation { updateIncomingHook(id: "${id}", input: { name: "x" }) { id } }`,
  renewIncomingSecret: `mutation { renewIncomingSecret(id: "${id}") { secret } }`,
  removeIncomingHook: `mutation { removeIncomingHook(id: "${id}") }`,
  myApprovals: '{ myApprovals { id } }',
  approveRelease: `mutation { approveRelease(id: "${id}", digest: "${'a'.repeat(64)}") { id } }`,
  rejectRelease: `mutation { rejectRelease(id: "${id}", reason: "x") { id } }`,
  withdrawApproval: `mutation { withdrawApproval(id: "${id}") { id } }`,
  release: `{ release(id: "${id}") { id } }`,
  createRelease: `mutation { createRelease(input: { environmentId: "${id}", revision: "main" }) { id } }`,
  promoteBuild: `mutation { promoteBuild(input: { environmentId: "${id}", buildId: "${id}" }) { id } }`,
  cancelRelease: `mutation { cancelRelease(id: "${id}") { id } }`,
  pauseRelease: `mutation { pauseRelease(id: "${id}") { id } }`,
  resumeRelease: `mutation { resumeRelease(id: "${id}", waitId: "${id}") { id } }`,
  excludeServer: `mutation { excludeServer(releaseId: "${id}", serverId: "${id}", reason: "x") { id } }`,
  answerFailure: `mutation { answerFailure(releaseId: "${id}", questionId: "${id}", choice: RETRY) { id } }`,
  retryRelease: `mutation { retryRelease(id: "${id}") { id } }`,
  rollBack: `mutation { rollBack(environmentId: "${id}") { id } }`,
  markRelease: `mutation { markRelease(id: "${id}", bad: true, reason: "x") { id } }`,
  fixDrift: `mutation { fixDrift(environmentId: "${id}", serverIds: ["${id}"]) { id } }`,
  checkDrift: `mutation { checkDrift(environmentId: "${id}") { server { id } } }`,
  overrideHold: `mutation { overrideHold(releaseId: "${id}", reason: "x") { id } }`,
  terminals: '{ terminals { totalCount } }',
  terminal: `{ terminal(id: "${id}") { id } }`,
  openTerminal: `mutation { openTerminal(serverId: "${id}", columns: 80, rows: 24) { id } }`,
  endTerminal: `mutation { endTerminal(id: "${id}") { id } }`,
  serverFiles: `{ serverFiles(serverId: "${id}") { path } }`,
  readTextFile: `{ readTextFile(serverId: "${id}", path: "a") { text } }`,
  saveTextFile: `mutation { saveTextFile(serverId: "${id}", path: "a", text: "") { version } }`,
  makeDirectory: `mutation { makeDirectory(serverId: "${id}", path: "a") { path } }`,
  renameFile: `mutation { renameFile(serverId: "${id}", from: "a", to: "b") { path } }`,
  removeFiles: `mutation { removeFiles(serverId: "${id}", paths: ["a"]) }`,
  changeFileMode: `mutation { changeFileMode(serverId: "${id}", path: "a", mode: "644") { path } }`,
  trains: '{ trains { totalCount } }',
  train: `{ train(id: "${id}") { id } }`,
  createTrain: 'mutation { createTrain(input: { title: "", cars: [] }) { id } }',
  cancelTrain: `mutation { cancelTrain(id: "${id}") { id } }`,
  rollBackTrain: `mutation { rollBackTrain(id: "${id}") { id } }`,
  approveTrain: `mutation { approveTrain(id: "${id}", digest: "${'a'.repeat(64)}") { id } }`,
  rejectTrain: `mutation { rejectTrain(id: "${id}", reason: "x") { id } }`,
  removeNotificationHook: `mutation { removeNotificationHook(id: "${id}") }`,
}

let api: Awaited<ReturnType<typeof openTestApi>>
const asking = new Map<Role, Ask>()
let nobody: Ask

beforeAll(async () => {
  api = await openTestApi()
  for (const role of ROLES) asking.set(role, await api.askAsRole(role))
  nobody = api.askAs(null)
})
afterAll(async () => {
  expect(api.faults).toEqual([])
  await api.close()
})

const codeOf = async (ask: Ask | undefined, document: string) => (await ask?.(document))?.errors[0]?.extensions.code

test('every operation with a right is tried', () => {
  expect(Object.keys(calls).sort()).toEqual(Object.keys(rights).sort())
})

describe.each(Object.keys(rights))('%s', (operation) => {
  const document = calls[operation] ?? ''
  const needs = rights[operation]?.needs ?? 'ADMIN'

  test.each(ROLES)(`as %s (needs ${needs})`, async (role) => {
    const code = await codeOf(asking.get(role), document)
    if (ROLES.indexOf(role) < ROLES.indexOf(needs)) expect(code).toBe('FORBIDDEN')
    else expect(['FORBIDDEN', 'UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR']).not.toContain(code)
  })

  test('as nobody', async () => {
    // What does not exist has no fields to refuse: asking for the thing itself is refused already.
    expect(await codeOf(nobody, document)).toBe('UNAUTHENTICATED')
  })
})

test('docs/rights.md tells the same', () => {
  const rows = [...readFileSync('docs/rights.md', 'utf8').matchAll(/^\| `(\w+)` +\|([^\n]*)\|$/gm)]
  const documented = Object.fromEntries(
    rows.map(([, operation, cells = '']) => [operation, ROLES.filter((_, i) => cells.split('|')[i]?.trim() === 'yes')]),
  )
  for (const [operation, { needs }] of Object.entries(rights)) {
    if (operation in releaseRights && operation !== 'overrideHold') continue
    expect(documented[operation], operation).toEqual(ROLES.slice(ROLES.indexOf(needs)))
  }
})

test('docs/rights.md tells of each release operation what it needs in a test environment', () => {
  const rows = [...readFileSync('docs/rights.md', 'utf8').matchAll(/^\| ([^|]+) \| (\w+) \| [^|]+\|$/gm)]
  const documented = Object.fromEntries(
    rows.flatMap(([, operations = '', needs]) =>
      [...operations.matchAll(/`(\w+)`/g)].map(([, operation]) => [operation, needs]),
    ),
  )
  const { release: _, overrideHold: _other, ...changing } = releaseRights
  expect(documented).toEqual(Object.fromEntries(Object.entries(changing).map(([name, { needs }]) => [name, needs])))
})
