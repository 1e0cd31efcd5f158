import { batched } from '../../graphql/batch.ts'
import { builder } from '../../graphql/builder.ts'
import type { Context } from '../../graphql/context.ts'

const shown = { id: true, name: true, mediaType: true, sizeBytes: true } as const

export interface TicketFileShown {
  id: string
  name: string
  mediaType: string
  sizeBytes: number
}

export const TicketFile = builder.objectRef<TicketFileShown>('TicketFile').implement({
  description: 'A file of a ticket: an answer of its form, or on a comment. Whoever sees the ticket may load it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque: what a FILE answer names.' }),
    name: t.exposeString('name', { description: 'As it was uploaded.' }),
    mediaType: t.exposeString('mediaType', { description: 'As its uploader said.' }),
    sizeBytes: t.exposeInt('sizeBytes', { description: 'How large it is.' }),
    url: t.string({
      description: 'Where it is loaded, with the same sign-in.',
      resolve: ({ id }) => `/attachments/${id}`,
    }),
  }),
})

/** By the tickets on which they hang, in the order in which they came. */
export const filesOfTickets = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.ticketFile.findMany({
    where: { ticketId: { in: ids } },
    orderBy: { id: 'asc' },
    select: { ...shown, ticketId: true },
  })
  return new Map(ids.map((id) => [id, rows.filter(({ ticketId }) => ticketId === id)]))
})

/** By their ids; what a history names is never changed. */
export const filesById = batched(async (ids: string[], { services }: Context) => {
  const rows = await services.database.prisma.ticketFile.findMany({ where: { id: { in: ids } }, select: shown })
  return new Map<string, TicketFileShown>(rows.map((file) => [file.id, file]))
})
