import { builder } from '../../graphql/builder.ts'
import { WeeklySpan } from '../freezes/weekly-span.schema.ts'
import { windowsOf } from './windows.setting.ts'

builder.prismaObjectField('Environment', 'windows', (t) =>
  t.field({
    type: [WeeklySpan],
    description: 'Releases begin only within these times, whoever or whatever asked for them; none: always.',
    select: { windows: true },
    resolve: ({ windows }) => windowsOf(windows),
  }),
)
