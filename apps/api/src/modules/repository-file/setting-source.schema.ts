import { builder } from '../../graphql/builder.ts'

export const SettingSource = builder.enumType('SettingSource', {
  description: 'Who said it.',
  values: {
    PAGE: { description: 'The settings of the environment.' },
    REPOSITORY: { description: '`sendoff.yml` in the repository, at the commit.' },
  } as const,
})
