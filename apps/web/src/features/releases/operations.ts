import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const releaseQuery = graphql(`
  query Release($id: ID!) {
    release(id: $id) {
      id number kind status revision commit commitSubject createdAt startedAt finishedAt scheduledAt
      badReason wayBack canMark badBy { displayName }
      headSeq outputHeadSeq queuePosition failure note directory expectedSeconds canCancel canRetry canRollBack canPause
      paused { id by at }
      rollout { strategy batch canaryServers canaryWait canaryWaitSeconds groups }
      question { id kind stepKey message since until server { id name } }
      createdBy { displayName }
      origin { id number }
      train { id number carCount }
      trainPosition
      build { id available sha256 sizeBytes fileCount }
      environment {
        id name kind concurrency mayShip
        project { id title }
        liveRelease { id number }
        previousRelease { id number revision }
        queue { id number status startedAt }
        lock { reason }
      }
      hold { kind reason until canOverride }
      override { by reason at }
      approval { digest }
      steps {
        key kind title parentKeys serverName status startedAt finishedAt message exitCode percent expectedSeconds
        server { id name }
      }
      targets {
        serverName status previousDirectory liveDirectory activatedAt message sentBytes reusedBytes
        sending { way why bytesPerSecond wholeSeconds missingSeconds }
        server { id name labels }
      }
      swarm { artifactBytes platformBytes peerBytes servers { serverId way receivedBytes givenBytes reason } }
    }
  }
`)

export type Release = NonNullable<ResultOf<typeof releaseQuery>['release']>
export type Step = Release['steps'][number]
export type Target = Release['targets'][number]
export type Swarm = NonNullable<Release['swarm']>

export const releaseEvents = graphql(`
  subscription ReleaseEvents($releaseId: ID!, $after: Int) {
    releaseEvents(releaseId: $releaseId, after: $after) {
      seq at kind releaseStatus stepKey stepStatus message percent exitCode serverName targetStatus liveDirectory
      previousDirectory activated sentBytes reusedBytes
      sending { way why bytesPerSecond wholeSeconds missingSeconds }
      swarm { artifactBytes platformBytes peerBytes servers { serverId way receivedBytes givenBytes reason } }
    }
  }
`)

export const releaseHistory = graphql(`
  query ReleaseHistory($id: ID!, $after: Int!) {
    releaseEvents(releaseId: $id, after: $after, limit: 1000) {
      headSeq
      events {
        seq at kind releaseStatus stepKey stepStatus message percent exitCode serverName targetStatus liveDirectory
        previousDirectory activated sentBytes reusedBytes
        sending { way why bytesPerSecond wholeSeconds missingSeconds }
        swarm { artifactBytes platformBytes peerBytes servers { serverId way receivedBytes givenBytes reason } }
      }
    }
  }
`)

export type ReleaseEvent = ResultOf<typeof releaseEvents>['releaseEvents']

export const releaseOutput = graphql(`
  subscription ReleaseOutput($releaseId: ID!, $stepKey: String, $after: Int) {
    releaseOutput(releaseId: $releaseId, stepKey: $stepKey, after: $after) { seq at stepKey stream text }
  }
`)

export const releaseList = graphql(`
  query Releases($first: Int, $after: String, $projectId: ID, $environmentId: ID, $status: ReleaseStatus) {
    releases(first: $first, after: $after, projectId: $projectId, environmentId: $environmentId, status: $status) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number kind status revision commit commitSubject createdAt startedAt finishedAt badReason wayBack
        createdBy { displayName }
        environment { id name kind project { id title } }
      }
    }
    projects(first: 100) { nodes { id title } }
  }
`)

export const shipTarget = graphql(`
  query ShipTarget($id: ID!) {
    environment(id: $id) {
      id name kind
      project { id title }
      servers { id name }
      rollout {
        strategy batch canaryServers canaryWait canaryWaitSeconds maxFailures groups onceCommand guided
      }
      lock { reason }
      hold { kind reason until }
      queue { id number status }
      liveRelease { id number revision commit }
    }
  }
`)

export const shipPreview = graphql(`
  query ShipPreview($id: ID!, $revision: String!) {
    environment(id: $id) {
      id
      wouldShip(revision: $revision) {
        commit liveCommit truncated
        commits { id author authoredAt subject }
        files { path status additions deletions }
        settings { repositoryFile found problems { line message blocks } values { name value source } }
        gates { name unit comparison threshold watchSeconds everySeconds source }
      }
    }
  }
`)

export const releaseSettings = graphql(`
  query ReleaseSettings($id: ID!) {
    release(id: $id) {
      id variablesVersion settings { name value source }
      gates { name unit comparison threshold watchSeconds everySeconds source }
    }
  }
`)

export type EffectiveSetting = ShipPreview['settings']['values'][number]
export type ShipPreview = NonNullable<ResultOf<typeof shipPreview>['environment']>['wouldShip']

export const createRelease = graphql(`
  mutation CreateRelease($input: CreateReleaseInput!) { createRelease(input: $input) { id } }
`)
export const cancelRelease = graphql(`
  mutation CancelRelease($id: ID!, $keep: Boolean) { cancelRelease(id: $id, keep: $keep) { id status } }
`)
export const retryRelease = graphql(`mutation RetryRelease($id: ID!) { retryRelease(id: $id) { id } }`)
export const rollBack = graphql(`
  mutation RollBack($environmentId: ID!, $toReleaseId: ID) {
    rollBack(environmentId: $environmentId, toReleaseId: $toReleaseId) { id }
  }
`)
export const markRelease = graphql(`
  mutation MarkRelease($id: ID!, $bad: Boolean!, $reason: String) {
    markRelease(id: $id, bad: $bad, reason: $reason) { id badReason }
  }
`)
