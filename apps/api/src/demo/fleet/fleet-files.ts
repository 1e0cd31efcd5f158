import {
  constants,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2'
import { attributesOf, changeAttributes, longNameOf } from './fleet-attributes.ts'
import { confinedPaths } from './fleet-paths.ts'

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

type Open = { kind: 'FILE'; file: FileHandle; append: boolean } | { kind: 'DIRECTORY'; path: string; names: string[] }

/** The SFTP subsystem (version 3), confined to one directory, which it shows as `/`. */
export function serveFiles(sftp: SFTPWrapper, root: string): void {
  const paths = confinedPaths(root)
  const handles = new Map<number, Open>()
  let nextHandle = 1

  const keep = (id: number, entry: Open): void => {
    const number = nextHandle
    nextHandle += 1
    handles.set(number, entry)
    const name = Buffer.alloc(4)
    name.writeUInt32BE(number)
    sftp.handle(id, name)
  }
  const kept = (handle: Buffer): Open => {
    const entry = handle.length === 4 ? handles.get(handle.readUInt32BE(0)) : undefined
    if (entry === undefined) throw Object.assign(new Error('no such handle'), { code: 'EBADF' })
    return entry
  }
  const fileOf = (handle: Buffer): Extract<Open, { kind: 'FILE' }> => {
    const entry = kept(handle)
    if (entry.kind !== 'FILE') throw Object.assign(new Error('not a file'), { code: 'EISDIR' })
    return entry
  }
  let turn: Promise<void> = Promise.resolve()
  /**
   * Answers with OK when the work says nothing itself, and with a status when it fails. In the order of the questions: scp cuts
   * a file behind the first write that is confirmed out of turn.
   */
  const answer = (id: number, work: () => Promise<unknown>): void => {
    const confirmed = work().then(
      (outcome) => (outcome === 'TOLD' ? null : STATUS_CODE.OK),
      (error: unknown) => statusOf(error),
    )
    turn = turn
      .then(() => confirmed)
      .then((status) => {
        if (status !== null) sftp.status(id, status)
      })
  }
  const told = (reply: unknown): 'TOLD' => {
    void reply
    return 'TOLD'
  }

  sftp.on('error', () => {})
  sftp.on('end', () => {
    // scp takes a missing exit status for a failure, and ssh2 has no public way to send one here.
    const inside = sftp as unknown as {
      _protocol: { exitStatus(id: number, code: number): void }
      outgoing: { id: number }
    }
    inside._protocol.exitStatus(inside.outgoing.id, 0)
    sftp.end()
  })
  sftp.on('close', () => {
    for (const entry of handles.values()) if (entry.kind === 'FILE') entry.file.close().catch(() => {})
    handles.clear()
  })
  sftp.on('REALPATH', (id, path) =>
    answer(id, async () =>
      told(sftp.name(id, [{ filename: paths.shown(path), longname: '', attrs: {} as Attributes }])),
    ),
  )
  sftp.on('OPEN', (id, path, flags, attributes) =>
    answer(id, async () => {
      const append = (flags & OPEN_MODE.APPEND) !== 0
      const file = await open(await paths.forWriting(path), nodeFlags(flags), attributes.mode ?? 0o644)
      return told(keep(id, { kind: 'FILE', file, append }))
    }),
  )
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, async () => {
      const buffer = Buffer.alloc(Math.min(length, 256 * 1024))
      const { bytesRead } = await fileOf(handle).file.read(buffer, 0, buffer.length, offset)
      return told(bytesRead === 0 ? sftp.status(id, STATUS_CODE.EOF) : sftp.data(id, buffer.subarray(0, bytesRead)))
    }),
  )
  sftp.on('WRITE', (id, handle, offset, borrowed) => {
    // ssh2 decrypts the next packet into the same memory.
    const data = Buffer.from(borrowed)
    answer(id, async () => {
      const { file, append } = fileOf(handle)
      for (let at = 0; at < data.length; ) {
        const { bytesWritten } = await file.write(data, at, data.length - at, append ? null : offset + at)
        at += bytesWritten
      }
    })
  })
  sftp.on('CLOSE', (id, handle) =>
    answer(id, async () => {
      const entry = kept(handle)
      handles.delete(handle.readUInt32BE(0))
      if (entry.kind === 'FILE') await entry.file.close()
    }),
  )
  sftp.on('FSTAT', (id, handle) =>
    answer(id, async () => told(sftp.attrs(id, attributesOf(await fileOf(handle).file.stat())))),
  )
  sftp.on('STAT', (id, path) =>
    answer(id, async () => told(sftp.attrs(id, attributesOf(await stat(await paths.existing(path)))))),
  )
  sftp.on('LSTAT', (id, path) =>
    answer(id, async () => told(sftp.attrs(id, attributesOf(await lstat(await paths.entry(path)))))),
  )
  sftp.on('SETSTAT', (id, path, attributes) =>
    answer(id, async () => {
      const file = await open(await paths.existing(path), 'r')
      await changeAttributes(file, attributes).finally(() => file.close())
    }),
  )
  sftp.on('FSETSTAT', (id, handle, attributes) => answer(id, () => changeAttributes(fileOf(handle).file, attributes)))
  sftp.on('OPENDIR', (id, path) =>
    answer(id, async () => {
      const directory = await paths.existing(path)
      return told(keep(id, { kind: 'DIRECTORY', path: directory, names: ['.', '..', ...(await readdir(directory))] }))
    }),
  )
  sftp.on('READDIR', (id, handle) =>
    answer(id, async () => {
      const entry = kept(handle)
      if (entry.kind !== 'DIRECTORY') throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' })
      const names = entry.names.splice(0, 100)
      if (names.length === 0) return told(sftp.status(id, STATUS_CODE.EOF))
      const list = await Promise.all(
        names.map(async (filename) => {
          const stats = await lstat(join(entry.path, filename === '..' ? '.' : filename))
          return { filename, longname: longNameOf(filename, stats), attrs: attributesOf(stats) }
        }),
      )
      return told(sftp.name(id, list))
    }),
  )
  sftp.on('READLINK', (id, path) =>
    answer(id, async () => {
      const target = await readlink(await paths.entry(path))
      return told(sftp.name(id, [{ filename: target, longname: target, attrs: {} as Attributes }]))
    }),
  )
  // The types name these two the other way round.
  sftp.on('SYMLINK', (id, link, target) =>
    answer(id, async () => symlink(paths.linkTarget(target, link), await paths.entry(link))),
  )
  sftp.on('REMOVE', (id, path) => answer(id, async () => rm(await paths.entry(path))))
  sftp.on('RMDIR', (id, path) => answer(id, async () => rmdir(await paths.entry(path))))
  sftp.on('MKDIR', (id, path) => answer(id, async () => mkdir(await paths.entry(path))))
  sftp.on('RENAME', (id, from, to) => answer(id, async () => rename(await paths.entry(from), await paths.entry(to))))
}

function nodeFlags(flags: number): number {
  const both = OPEN_MODE.READ | OPEN_MODE.WRITE
  let mode =
    (flags & both) === both ? constants.O_RDWR : flags & OPEN_MODE.WRITE ? constants.O_WRONLY : constants.O_RDONLY
  if (flags & OPEN_MODE.APPEND) mode |= constants.O_APPEND
  if (flags & OPEN_MODE.CREAT) mode |= constants.O_CREAT
  if (flags & OPEN_MODE.TRUNC) mode |= constants.O_TRUNC
  if (flags & OPEN_MODE.EXCL) mode |= constants.O_EXCL
  return mode
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE
  if (code === 'EACCES' || code === 'EPERM') return STATUS_CODE.PERMISSION_DENIED
  return STATUS_CODE.FAILURE
}
