import type { RepositoryCredential } from '../../engine/repository.ts'
import type { RepositoryUrl } from '../../engine/repository-url.ts'
import type { Remote } from './command.ts'

/** The credential goes along only to the very host that it was chosen for, by the very way. */
export const credentialFor = ({ url, credential }: Remote, other: RepositoryUrl): RepositoryCredential | null =>
  url.scheme === other.scheme && url.host === other.host ? credential : null
