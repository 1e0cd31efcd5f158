import { builder } from '../../graphql/builder.ts'

builder.prismaObject('Build', {
  description:
    'A commit built and packed once. Every release of the same commit, commands and variables ships this very package.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    commit: t.exposeString('commit', { description: 'Full commit id.' }),
    sha256: t.exposeString('sha256', {
      description: 'Of the package, in hex; every server checks it before it unpacks.',
    }),
    sizeBytes: t.float({ description: 'Of the package.', resolve: (build) => Number(build.sizeBytes) }),
    fileCount: t.exposeInt('fileCount', { description: 'Files in it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was packed first.' }),
  }),
})
