/**
 * Where a forge shows a commit, from the address that the repository is fetched from; null for what is no forge's address.
 * GitHub, GitLab, Gitea, Forgejo and Gitee all answer under `/commit/`.
 */
export function commitAddress(repositoryUrl: string, commit: string): string | null {
  const place =
    /^https:\/\/(?:[^@/]+@)?([\w.-]+(?::\d+)?)\/(.+)$/.exec(repositoryUrl) ??
    /^ssh:\/\/(?:[^@/]+@)?([\w.-]+)(?::\d+)?\/(.+)$/.exec(repositoryUrl) ??
    /^(?:[\w.-]+@)([\w.-]+\.[a-z]+):(?!\/)(.+)$/i.exec(repositoryUrl)
  if (!place) return null
  const path = (place[2] ?? '').replace(/\.git$/, '').replace(/\/+$/, '')
  return /^[\w.~-]+(\/[\w.~-]+)+$/.test(path) ? `https://${place[1]}/${path}/commit/${commit}` : null
}
