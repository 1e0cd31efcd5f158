/** Absolute paths of a server, as it tells them: one spelling, no slash at the end. */
export const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
export const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/'
export const joined = (folder: string, name: string) => (folder === '/' ? `/${name}` : `${folder}/${name}`)

/** The way from the root to a folder, both included. */
export const crumbsOf = (path: string) => {
  const names = path.split('/').filter(Boolean)
  return ['/', ...names].map((name, at) => ({ name, path: `/${names.slice(0, at).join('/')}` }))
}

/** What somebody typed, seen from the folder that they look at: absolute and from the home folder stay as they are. */
export const seenFrom = (folder: string, typed: string) => (/^[/~]/.test(typed) ? typed : joined(folder, typed))

/** Whether a name can be that of one file in a folder. */
export const isName = (name: string) => name !== '' && name !== '.' && name !== '..' && !name.includes('/')

/** The address of a server's files for bytes: docs/files.md. */
export const filesAddress = (serverId: string, query: Record<string, string | number | boolean>) =>
  `/servers/${encodeURIComponent(serverId)}/files?${new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  )}`

/** Where the browser's own download begins. */
export const downloadAddress = (serverId: string, path: string) => filesAddress(serverId, { path, download: 1 })
