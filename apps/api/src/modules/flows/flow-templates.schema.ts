import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { NotificationLanguage } from '../notifications/notification-enums.schema.ts'
import { commonRoom } from './flow-room.ts'
import { guardFlows } from './flows.policy.ts'
import type { FlowTemplate as Template } from './templates/templates.ts'
import { flowTemplates } from './templates/templates.ts'

const FlowTemplate = builder.objectRef<{ template: Template; language: 'en' | 'zh' }>('FlowTemplate').implement({
  description: 'A flow to begin with. It can be published as it is.',
  fields: (t) => ({
    key: t.id({ description: 'Such as `leave`.', resolve: ({ template }) => template.key }),
    title: t.string({ description: 'What it decides.', resolve: ({ template, language }) => template.title[language] }),
    description: t.string({
      description: 'How it decides.',
      resolve: ({ template, language }) => template.description[language],
    }),
    roomName: t.string({
      nullable: true,
      description:
        'Where the cards of its tickets are meant to go, as `room` for importFlow; null: nowhere, they are private.',
      resolve: async ({ template }, _args, { services }) =>
        (template.inRoom && (await commonRoom(services.database.prisma))?.name) || null,
    }),
    definition: t.field({
      type: 'JSON',
      description: '{ nodes, links, form }, for saveFlow or importFlow.',
      resolve: ({ template, language }) => template.definition((text) => text[language]),
    }),
  }),
})

builder.queryField('flowTemplates', (t) =>
  t.field({
    type: [FlowTemplate],
    description: 'Flows to begin with.',
    args: { language: t.arg({ type: NotificationLanguage, description: 'Of their texts; EN if left out.' }) },
    resolve: (_root, { language }, context) => {
      guardFlows(viewerOf(context), 'flowTemplates')
      return flowTemplates.map((template) => ({ template, language: language ?? 'en' }))
    },
  }),
)
