import type { SourceOptions, SourceRepository } from './ports.ts'
import type { RepositoryUrl } from './repository-url.ts'

/** How to sign in on a git host. Never in argv, never in an error, on disk only while a command needs it. */
export type RepositoryCredential =
  | { id: string; kind: 'PASSWORD'; username: string; password: string }
  | { id: string; kind: 'PRIVATE_KEY'; username: string; privateKey: string; passphrase: string | null }

export interface NamedCommit {
  name: string
  commit: string
}

export interface CommitSummary {
  id: string
  author: string
  authoredAt: Date
  subject: string
}

/** Who git says wrote a commit, and who put it where it is. Anybody may write anything there. */
export interface CommitSignatures {
  author: GitPerson
  committer: GitPerson
}

export interface GitPerson {
  name: string
  email: string
}

export interface Revisions {
  /** Null in an empty repository. */
  defaultBranch: string | null
  /** Latest first, at most a thousand. */
  branches: NamedCommit[]
  /** Latest first, at most a thousand; annotated tags are peeled, tags of trees and files left out. */
  tags: NamedCommit[]
}

export interface ChangedFile {
  path: string
  /** A rename is a removal and an addition. */
  status: 'ADDED' | 'MODIFIED' | 'REMOVED' | 'TYPE_CHANGED'
  /** Null for binary files and those too big to compare. */
  additions: number | null
  deletions: number | null
}

export interface Difference {
  /** What `to` has and `from` has not, latest first. */
  commits: CommitSummary[]
  /** What `from` has and `to` has not, latest first: what going there takes back. */
  takenBack: CommitSummary[]
  files: ChangedFile[]
  /** There are more commits or files than these. */
  truncated: boolean
}

/** A file of a commit, or why it cannot be read as one. */
export type StoredFile = { bytes: Buffer } | { problem: string }

/** How one file differs between two commits. */
export interface FilePatch {
  /** A unified diff from its first `@@` on; empty for a binary file and where nothing differs. */
  text: string
  binary: boolean
  /** The diff is longer than this. */
  truncated: boolean
}

/** The cached mirror of one repository. Readers see what the last refresh brought. */
export interface RepositoryMirror extends SourceRepository {
  /** Fetches branches and tags. @throws RepositoryUnreachable; an AbortError */
  refresh(options?: SourceOptions): Promise<void>
  revisions(options?: SourceOptions): Promise<Revisions>
  /** Of a branch, or up to a whole commit id. Latest first; `first` is cut to 1–200. @throws RevisionNotFound */
  commits(branch: string, first: number, options?: SourceOptions): Promise<CommitSummary[]>
  /** Of a whole commit id. @throws RevisionNotFound */
  signatures(commit: string, options?: SourceOptions): Promise<CommitSignatures>
  /**
   * The full commit id of a branch, a tag or a commit. A full id is always the commit; `refs/heads/x` and `refs/tags/x`
   * are exactly that; a bare name is a branch or a tag (an error when it is both and they differ), and only when it is
   * neither, the start of a commit id. @throws RevisionNotFound
   */
  resolve(revision: string, options?: SourceOptions): Promise<string>
  /** A file of a commit that the mirror has; null when the commit has none there. Links are not followed. */
  readFile(commit: string, path: string, maxBytes: number, options?: SourceOptions): Promise<StoredFile | null>
  /** @throws RevisionNotFound when the mirror lacks one of the two commits */
  difference(from: string, to: string, options?: SourceOptions): Promise<Difference>
  /** `from` null: against nothing. @throws RevisionNotFound when the mirror lacks one of the two commits */
  patch(from: string | null, to: string, file: string, options?: SourceOptions): Promise<FilePatch>
}

export type RepositoryCheck = { ok: true; empty: boolean } | { ok: false; code: RepositoryFailure; message: string }

export type RepositoryFailure =
  | 'NAME_NOT_FOUND'
  | 'REFUSED'
  | 'TIMED_OUT'
  | 'SIGN_IN_REFUSED'
  | 'NOT_A_REPOSITORY'
  | 'HOST_KEY_CHANGED'
  | 'CERTIFICATE'
  | 'FAILED'

/** All mirrors of this installation. */
export interface RepositoryMirrors {
  mirror(url: RepositoryUrl, credential: RepositoryCredential | null): RepositoryMirror
  /** Whether the repository answers, within 20 s; nothing is stored. Used before a project is saved. */
  check(
    url: RepositoryUrl,
    credential: RepositoryCredential | null,
    options?: { signal?: AbortSignal },
  ): Promise<RepositoryCheck>
  /**
   * Removes every mirror but those of these repositories: what is left after addresses changed and projects went. One that
   * was refreshed within `sparedMs` (an hour when absent) stays, for a running release may still read it.
   */
  keepOnly(inUse: { url: RepositoryUrl; credentialId: string | null }[], options?: { sparedMs?: number }): Promise<void>
}
