import { guardOf, type Rights } from '../kernel/rights.ts'

/** What each operation needs at least. All of them also need the right to work on the server by hand. */
export const fileRights = {
  serverFiles: { needs: 'DEVELOPER', doWhat: 'see files on servers' },
  readTextFile: { needs: 'DEVELOPER', doWhat: 'read files on servers' },
  saveTextFile: { needs: 'DEVELOPER', doWhat: 'change files on servers' },
  makeDirectory: { needs: 'DEVELOPER', doWhat: 'make folders on servers' },
  renameFile: { needs: 'DEVELOPER', doWhat: 'rename files on servers' },
  removeFiles: { needs: 'DEVELOPER', doWhat: 'remove files on servers' },
  changeFileMode: { needs: 'DEVELOPER', doWhat: 'change permissions on servers' },
} satisfies Rights

export const guardFiles = guardOf(fileRights)
