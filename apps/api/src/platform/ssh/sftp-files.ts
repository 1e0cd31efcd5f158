import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2'
import { FileMissing, type RemoteFile, type RemoteFileEntry, type RemoteFiles } from '../../engine/remote-files.ts'
import { END_OF_FILE, type SftpCall } from './sftp-calls.ts'
import { entryOf, factsOfStats } from './sftp-facts.ts'

const FLAGS = { READ: 'r', WRITE: 'r+', CREATE: 'wx' } as const
/** Nobody else reads what is not whole yet. */
const NEW_MODE = 0o600
const POSIX_RENAME = 'posix-rename@openssh.com'

const shown = (path: string) => JSON.stringify(path)

/** The files of a server over an open SFTP channel. */
export function sftpFiles(sftp: SFTPWrapper, call: SftpCall, home: string): RemoteFiles {
  async function list(path: string, most: number) {
    const what = shown(path)
    const handle = await call<Buffer>(what, (done) => sftp.opendir(path, done))
    const entries: RemoteFileEntry[] = []
    try {
      for (;;) {
        const batch = await call<FileEntryWithStats[] | null>(what, (done) =>
          sftp.readdir(handle, (error, found) =>
            (error as { code?: number } | undefined)?.code === END_OF_FILE ? done(null, null) : done(error, found),
          ),
        )
        if (batch === null) return { entries, more: false }
        entries.push(...batch.filter(({ filename }) => filename !== '.' && filename !== '..').map(entryOf))
        if (entries.length > most) return { entries: entries.slice(0, most), more: true }
      }
    } finally {
      await call<void>(what, (done) => sftp.close(handle, done)).catch(() => {})
    }
  }

  return {
    home,
    list,
    facts: (path, { follow } = { follow: false }) =>
      call<Stats>(shown(path), (done) => (follow ? sftp.stat(path, done) : sftp.lstat(path, done))).then(
        factsOfStats,
        (error: unknown) => {
          if (error instanceof FileMissing) return null
          throw error
        },
      ),
    target: (path) => call<string>(shown(path), (done) => sftp.readlink(path, done)),
    resolve: (path) => call<string>(shown(path), (done) => sftp.realpath(path, done)),
    async open(path, how) {
      const attributes = how === 'CREATE' ? { mode: NEW_MODE } : {}
      const handle = await call<Buffer>(shown(path), (done) => sftp.open(path, FLAGS[how], attributes, done))
      return openFile(sftp, call, handle, shown(path))
    },
    makeDirectory: (path) => call<void>(shown(path), (done) => sftp.mkdir(path, done)),
    async rename(from, to, { replace }) {
      const what = `${shown(from)} to ${shown(to)}`
      if (!replace) return call<void>(what, (done) => sftp.rename(from, to, done))
      const known = (sftp as unknown as { _extensions?: Record<string, string> })._extensions ?? {}
      if (known[POSIX_RENAME] === '1') return call<void>(what, (done) => sftp.ext_openssh_rename(from, to, done))
      // Without the extension nothing can be replaced at once.
      await call<void>(shown(to), (done) => sftp.unlink(to, done)).catch((error: unknown) => {
        if (!(error instanceof FileMissing)) throw error
      })
      await call<void>(what, (done) => sftp.rename(from, to, done))
    },
    removeFile: (path) => call<void>(shown(path), (done) => sftp.unlink(path, done)),
    removeDirectory: (path) => call<void>(shown(path), (done) => sftp.rmdir(path, done)),
    changeMode: (path, mode) => call<void>(shown(path), (done) => sftp.chmod(path, mode, done)),
  }
}

function openFile(sftp: SFTPWrapper, call: SftpCall, handle: Buffer, what: string): RemoteFile {
  const readOnce = (offset: number, length: number) =>
    call<Buffer>(what, (done) =>
      sftp.read(handle, Buffer.allocUnsafe(length), 0, length, offset, (error, bytesRead, buffer) => {
        if ((error as { code?: number } | undefined)?.code === END_OF_FILE) return done(null, Buffer.alloc(0))
        done(error, error ? undefined : buffer.subarray(0, bytesRead))
      }),
    )
  return {
    facts: () => call<Stats>(what, (done) => sftp.fstat(handle, done)).then(factsOfStats),
    async read(offset, length) {
      const pieces: Buffer[] = []
      let had = 0
      while (had < length) {
        const piece = await readOnce(offset + had, length - had)
        if (piece.length === 0) break
        pieces.push(piece)
        had += piece.length
      }
      return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
    },
    write: (offset, bytes) =>
      call<void>(what, (done) => sftp.write(handle, bytes, 0, bytes.length, offset, (error) => done(error))),
    change: ({ size, mode, owner }) =>
      call<void>(what, (done) =>
        sftp.fsetstat(
          handle,
          { ...(size !== undefined && { size }), ...(mode !== undefined && { mode }), ...owner },
          done,
        ),
      ),
    close: () => call<void>(what, (done) => sftp.close(handle, done)).catch(() => {}),
  }
}
