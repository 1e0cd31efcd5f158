import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SshdFleet, startSshdFleet } from '../../support/fleet.ts'
import { createTestRepository, type TestRepository } from '../../support/repositories.ts'

/** 20 MB in 2,000 files; half of each compresses well, half not at all: about 10 MB packed. */
export const project = { files: 2000, bytesPerFile: 10_000, buildCommand: 'sleep 0.2' }

export interface Scene {
  folder: string
  repository: TestRepository
  commit: string
  fleet: SshdFleet
  /** `known_hosts` and key file for the tools that use OpenSSH's client. */
  sshOptions: string[]
  /** An empty directory of its own. */
  place(name: string): Promise<string>
  close(): Promise<void>
}

export async function setScene(servers: number): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'sendoff-bench-'))
  const repository = await createTestRepository(join(folder, 'project.git'))
  const commit = await repository.commit(Object.fromEntries(projectFiles()))
  // Packed as a host would have it: the transfer is measured, not the host's compression.
  await repository.git('repack', '-a', '-d', '-q')
  const fleet = await startSshdFleet({ count: servers })
  const key = join(folder, 'key')
  await writeFile(key, fleet.privateKey, { mode: 0o600 })
  const sshOptions = ['-F', '/dev/null', '-i', key, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes']
  sshOptions.push('-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR')
  let places = 0
  return {
    folder,
    repository,
    commit,
    fleet,
    sshOptions,
    async place(name) {
      const path = join(folder, `${name}-${places++}`)
      await mkdir(path)
      return path
    },
    async close() {
      await fleet.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function* projectFiles(): Generator<[string, Buffer]> {
  // A small generator of our own: the same bytes in every run.
  let state = 88_172_645
  const noise = (length: number) => {
    const bytes = Buffer.alloc(length)
    for (let at = 0; at < length; at++) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      bytes[at] = state & 255
    }
    return bytes
  }
  for (let n = 0; n < project.files; n++) {
    const text = `export const value${n} = compute({ alpha: ${n}, beta: "two" })\n`.repeat(200)
    const half = project.bytesPerFile / 2
    yield [`src/part-${n % 50}/file-${n}.js`, Buffer.concat([noise(half), Buffer.from(text).subarray(0, half)])]
  }
}
