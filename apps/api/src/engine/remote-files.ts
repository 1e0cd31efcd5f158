import { EngineError } from './errors.ts'

export type RemoteFileKind = 'FILE' | 'DIRECTORY' | 'LINK' | 'OTHER'

/** What a server tells of a file, a link itself and not where it leads. */
export interface RemoteFileFacts {
  kind: RemoteFileKind
  /** Bytes. */
  size: number
  /** To the second. */
  modifiedAt: Date
  /** Permissions, with set-uid, set-gid and sticky: 0 to 0o7777. */
  mode: number
  uid: number | null
  gid: number | null
}

export interface RemoteFileEntry extends RemoteFileFacts {
  /** As it is told, decoded as UTF-8: what is none has U+FFFD in it. */
  name: string
  /** Names as the server tells them, or the numbers. */
  owner: string
  group: string
}

/** An open file. Every call: @throws RemoteFileError, ConnectionLost */
export interface RemoteFile {
  facts(): Promise<RemoteFileFacts>
  /** At most so many bytes from there; fewer only at the end, none behind it. */
  read(offset: number, length: number): Promise<Buffer>
  write(offset: number, bytes: Buffer): Promise<void>
  change(what: { size?: number; mode?: number; owner?: { uid: number; gid: number } }): Promise<void>
  /** Never throws. */
  close(): Promise<void>
}

/** The files of one server, as the user that was signed in. Paths are absolute. Every call: @throws RemoteFileError, ConnectionLost */
export interface RemoteFiles {
  /** Where paths that are not absolute begin. */
  readonly home: string
  /** In the order of the server; `more`: there are others. */
  list(path: string, most: number): Promise<{ entries: RemoteFileEntry[]; more: boolean }>
  /** Of a link itself, or with `follow` of where it leads; null when there is nothing. */
  facts(path: string, options?: { follow: boolean }): Promise<RemoteFileFacts | null>
  /** Where a link says that it leads. */
  target(path: string): Promise<string>
  /** Absolute, without links. */
  resolve(path: string): Promise<string>
  open(path: string, how: 'READ' | 'WRITE' | 'CREATE'): Promise<RemoteFile>
  makeDirectory(path: string): Promise<void>
  /** Without `replace` it fails when there is something. */
  rename(from: string, to: string, options: { replace: boolean }): Promise<void>
  removeFile(path: string): Promise<void>
  removeDirectory(path: string): Promise<void>
  changeMode(path: string, mode: number): Promise<void>
}

/** Lent for a piece of work; then it is kept a while for whoever took it. */
export interface LentFiles {
  files: RemoteFiles
  /** Fires when the connection is gone. */
  lost: AbortSignal
  giveBack(): void
}

/** Opens a connection for files, or lends the one that the same person used a moment ago. */
export interface FileConnections<Address> {
  /** @throws RemoteUnreachable, HostKeyUnknown, HostKeyChanged, ConnectionLost, FilesUnsupported */
  take(address: Address, personId: string): Promise<LentFiles>
  stop(): Promise<void>
}

/** The server answered, and did not do what was asked. The message names the path and what to do. */
export class RemoteFileError extends EngineError {}
export class FileMissing extends RemoteFileError {}
export class FileDenied extends RemoteFileError {}
/** For every other reason; servers seldom tell which. */
export class FileRefused extends RemoteFileError {}
/** The server offers no SFTP, or not this part of it. */
export class FilesUnsupported extends RemoteFileError {}
