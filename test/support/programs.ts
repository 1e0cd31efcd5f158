import { existsSync } from 'node:fs'
import path from 'node:path'

/** The full path of a program; throws with the package that brings it. */
export function findProgram(name: string, aptPackage: string, folders: string[] = []): string {
  const places = [...folders, ...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/sbin', '/usr/local/bin']
  const found = places.map((folder) => path.join(folder, name)).find((file) => existsSync(file))
  if (found) return found
  throw new Error(`The program ${name} is not installed. On Debian or Ubuntu: sudo apt-get install ${aptPackage}`)
}
