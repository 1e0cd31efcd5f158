import { createDownloads } from './downloads.ts'
import { createFileAccess } from './file-access.ts'
import { createFileChanges } from './file-changes.ts'
import { createFileListing } from './file-listing.ts'
import { createFileRemoval } from './file-removal.ts'
import type { FilePorts } from './files.ports.ts'
import { createTextFiles } from './text-files.ts'
import { createUploads } from './uploads.ts'

/** The files of servers, worked on by hand over SFTP. */
export function createFiles(ports: FilePorts) {
  const access = createFileAccess(ports)
  return {
    ...createFileListing(access),
    ...createFileChanges(access),
    ...createFileRemoval(access),
    ...createTextFiles(access),
    ...createDownloads(access, ports),
    ...createUploads(access, ports),
    stopFiles: () => ports.connections.stop(),
  }
}

export type Files = ReturnType<typeof createFiles>
