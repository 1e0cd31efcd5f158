import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPrivateKey } from '../../platform/ssh/private-key.ts'

export interface DemoKeys {
  client: { privateKey: string; publicKey: Buffer }
  /** The private key that identifies the server of this name. */
  hostKey(name: string): Promise<string>
}

/** Keys kept as files that only the user may read; made when absent. */
export async function openKeys(directory: string): Promise<DemoKeys> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const keep = async (name: string): Promise<string> => {
    const file = join(directory, name)
    try {
      return await readFile(file, 'utf8')
    } catch {
      const text = newKey()
      await writeFile(file, text, { mode: 0o600, flag: 'wx' })
      return text
    }
  }
  const privateKey = await keep('client')
  return {
    client: { privateKey, publicKey: readPrivateKey(privateKey).key.getPublicSSH() },
    hostKey: (name) => keep(`host-${name}`),
  }
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return readPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()).text
}
