import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SshdFleet, startSshdFleet } from '../fleet.ts'
import { type ProcessOptions, type SendoffProcess, startProcess } from '../processes.ts'
import { createTestRepository, type TestRepository } from '../repositories.ts'
import { type Caller, signIn } from './caller.ts'

export const ADMIN_PASSWORD = 'correct horse battery staple'

/** Real servers and a real repository for built processes, which are killed when the scene ends. */
export interface Scene {
  readonly directory: string
  readonly fleet: SshdFleet
  readonly repository: TestRepository
  /** In the environment of every command that a release of this scene runs, here and on the servers. */
  readonly mark: string
  /** Files that commands wait for. */
  gate(name: string): string
  start(entry: ProcessOptions['entry'], env: Record<string, string>, port?: number): Promise<SendoffProcess>
  close(): Promise<void>
}

/** A file that a commit ships, large enough that an upload takes a moment. */
const PAYLOAD_BYTES = 3_000_000

export async function openScene(options: { servers: number }): Promise<Scene> {
  if (!existsSync('apps/api/dist/main.js')) {
    throw new Error('apps/api/dist is missing: these tests run the built product. Build it first: npm run build')
  }
  const directory = await mkdtemp(join(tmpdir(), 'sendoff-topology-'))
  const [fleet, repository] = await Promise.all([
    startSshdFleet({ count: options.servers }),
    createTestRepository(join(directory, 'shop.git')),
  ])
  await repository.commit({ 'index.txt': 'first\n', 'payload.bin': randomBytes(PAYLOAD_BYTES) })
  const mark = randomUUID()
  const key = randomBytes(32).toString('base64')
  const processes: SendoffProcess[] = []
  return {
    directory,
    fleet,
    repository,
    mark,
    gate: (name) => join(directory, `gate-${name}`),
    async start(entry, env, port) {
      const common = {
        SENDOFF_ADMIN_PASSWORD: ADMIN_PASSWORD,
        SENDOFF_MASTER_KEY: key,
        SENDOFF_ALLOW_FILE_REPOSITORIES: 'true',
        // A build that a test holds must not hold up others, however few processors there are.
        SENDOFF_BUILDS: '8',
      }
      const readyWhen = entry === 'worker' ? /The worker is ready/ : undefined
      const options = { entry, env: { ...common, ...env } }
      const started = await startProcess({
        ...options,
        ...(readyWhen ? { readyWhen } : {}),
        ...(port ? { port } : {}),
      })
      processes.push(started)
      return started
    },
    async close() {
      await Promise.all(processes.map((one) => one.kill()))
      await fleet.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The commands of an environment. */
export type Commands = Partial<
  Record<'buildCommand' | 'afterUploadCommand' | 'restartCommand' | 'checkCommand' | 'afterFetchCommand', string>
>

export interface Place {
  environmentId: string
  /** The environment's directory on each server's disk. */
  homes: string[]
}

/** Signs in as the first admin and registers credential and servers. */
export async function register(scene: Scene, url: string): Promise<{ caller: Caller; serverIds: string[] }> {
  const caller = await signIn(url, ADMIN_PASSWORD)
  const { fleet } = scene
  const { addCredential } = await caller.ask<{ addCredential: { id: string } }>(
    url,
    'mutation ($input: AddCredentialInput!) { addCredential(input: $input) { id } }',
    { input: { name: 'fleet', username: fleet.servers[0]?.username, privateKey: fleet.privateKey } },
  )
  const serverIds: string[] = []
  for (const { name, host, port, hostKeyFingerprint } of fleet.servers) {
    const { addServer } = await caller.ask<{ addServer: { id: string } }>(
      url,
      'mutation ($input: AddServerInput!) { addServer(input: $input) { id } }',
      { input: { name, host, port, hostKeyFingerprint, credentialId: addCredential.id } },
    )
    serverIds.push(addServer.id)
  }
  return { caller, serverIds }
}

/** Adds a project with one environment on all servers. */
export async function addPlace(
  scene: Scene,
  url: string,
  { caller, serverIds }: { caller: Caller; serverIds: string[] },
  name: string,
  commands: Commands,
): Promise<Place> {
  const environment = {
    name: 'staging',
    kind: 'TEST',
    path: `~/${name}`,
    serverIds,
    sharedPaths: ['storage/'],
    variables: [{ name: 'SCENE_MARK', value: scene.mark }],
    ...commands,
  }
  const { addProject } = await caller.ask<{ addProject: { environments: { id: string }[] } }>(
    url,
    'mutation ($input: AddProjectInput!) { addProject(input: $input) { environments { id } } }',
    { input: { title: name, repositoryUrl: scene.repository.path, environments: [environment] } },
  )
  return {
    environmentId: addProject.environments[0]?.id ?? '',
    homes: scene.fleet.servers.map((server) => join(server.root, name)),
  }
}

export async function createRelease(caller: Caller, url: string, environmentId: string): Promise<string> {
  const { createRelease: created } = await caller.ask<{ createRelease: { id: string } }>(
    url,
    'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }',
    { input: { environmentId, revision: 'main' } },
  )
  return created.id
}

/** A shell command that prints, waits for a gate's file, and prints again. */
export const waitFor = (gate: string, word: string) =>
  `echo "${word} begins"; until [ -e '${gate}' ]; do sleep 0.1; done; echo "${word} ends"`
