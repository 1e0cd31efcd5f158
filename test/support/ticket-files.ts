import type { Person, TestApi } from './tickets.ts'

/** A file that somebody uploaded for a ticket, with its name as its content; answers its id. */
export async function fileOf(api: TestApi, { token }: Person, name: string): Promise<string> {
  const viewer = await api.services.accounts.authenticate(token)
  if (!viewer) throw new Error('not signed in')
  const upload = await api.services.flows.beginFile(viewer, name, 'text/plain')
  return (await api.services.flows.finishFile(viewer, upload, Buffer.from(name))).id
}
