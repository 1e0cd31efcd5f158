import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const environmentQuery = graphql(`
  query Environment($id: ID!) {
    environment(id: $id) {
      id name kind path mayShip
      grants { id reason ticketId endsAt user { id displayName } }
      project { id title }
      servers { id name lastCheck { ok message } }
      afterFetchCommand buildCommand beforeUploadCommand afterUploadCommand restartCommand checkCommand
      sharedPaths keepReleases concurrency onFailure idleTimeoutSeconds totalTimeoutSeconds
      rollout {
        strategy batch canaryServers canaryWait canaryWaitSeconds maxFailures groups onceCommand guided
      }
      repositoryFile packing { include exclude } variablesVersion
      variables { name secret value scope }
      lock { reason lockedAt until by { displayName } release { id number wayBack } }
      healthCheck {
        delaySeconds intervalSeconds timeoutSeconds successes lockAfterRollback
        http { from url method expectStatus bodyContains timeoutSeconds verifyCertificate headers { name value } }
      }
      distribution { peerToPeer portRange uploadLimitKb encryption }
      windows { days from to timeZone }
      hold { kind reason until }
      approval { flow { id title } required approverRole selfApproval authorApproval committerApproval expiresMinutes rollBackExempt approvers { id displayName } }
      drift {
        state expectedDirectory liveDirectory liveCommit liveBuild lockHolder freeBytes checkedAt message server { id name }
      }
      queue { id number status revision }
      liveRelease {
        id number revision commit commitSubject finishedAt directory
      }
    }
  }
`)

export type Environment = NonNullable<ResultOf<typeof environmentQuery>['environment']>

export const environmentHistory = graphql(`
  query EnvironmentHistory($id: ID!) {
    releases(first: 15, environmentId: $id) {
      nodes {
        id number kind status revision commit commitSubject createdAt startedAt finishedAt badReason wayBack
        createdBy { displayName }
        environment { id name project { id title } }
      }
    }
  }
`)

export const environmentChoices = graphql(`
  query EnvironmentChoices($projectId: ID!) {
    servers(first: 100) { nodes { id name host labels } }
    project(id: $projectId) { id title }
  }
`)

export const serverSearch = graphql(`
  query ServerSearch($search: String) {
    servers(first: 100, search: $search) { totalCount nodes { id name host labels } }
  }
`)

export type ServerChoice = ResultOf<typeof environmentChoices>['servers']['nodes'][number]

export const addEnvironment = graphql(`
  mutation AddEnvironment($projectId: ID!, $input: EnvironmentInput!) {
    addEnvironment(projectId: $projectId, input: $input) { id name }
  }
`)
export const updateEnvironment = graphql(`
  mutation UpdateEnvironment($id: ID!, $input: EnvironmentInput!) { updateEnvironment(id: $id, input: $input) { id name } }
`)
export const removeEnvironment = graphql(`mutation RemoveEnvironment($id: ID!) { removeEnvironment(id: $id) }`)
export const lockEnvironment = graphql(`
  mutation LockEnvironment($id: ID!, $reason: String!, $until: DateTime) {
    lockEnvironment(id: $id, reason: $reason, until: $until) { id }
  }
`)
export const unlockEnvironment = graphql(`mutation UnlockEnvironment($id: ID!) { unlockEnvironment(id: $id) { id } }`)
