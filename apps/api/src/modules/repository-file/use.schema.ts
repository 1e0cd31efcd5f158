import { builder } from '../../graphql/builder.ts'

export const RepositoryFileUse = builder.enumType('RepositoryFileUse', {
  description:
    'What `sendoff.yml` at the top of the repository may say about an environment. Whoever may push may then choose commands that run here.',
  values: {
    IGNORE: { description: 'Nothing: the settings of the environment alone count.' },
    FALLBACK: { description: 'What the settings of the environment leave empty.' },
    WINS: { description: 'Everything that it mentions; the settings of the environment fill the rest.' },
  } as const,
})
