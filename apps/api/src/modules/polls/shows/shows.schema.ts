import { batched } from '../../../graphql/batch.ts'
import { broadcastable } from '../../../graphql/broadcastable.ts'
import { builder } from '../../../graphql/builder.ts'
import { type Context, viewerOf } from '../../../graphql/context.ts'
import { modelType } from '../../../graphql/model-type.ts'
import { Poll } from '../poll.schema.ts'
import type { ShowStage, ShowView } from './show-rows.ts'

const User = modelType('User')

const polls = batched((ids: string[], context) => context.services.polls.pollsOfShows(viewerOf(context), ids))

/** After something was changed by the same operation. */
export const forgetShows = polls.forget

const pollsOf = async ({ id }: ShowView, context: Context) => (await polls.load(context, id)) ?? []

export const PollShow = builder.objectRef<ShowView>('PollShow').implement({
  description: 'Several polls in an order, for a big screen.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Opaque.' }),
    title: t.exposeString('title', { description: 'What it is about.' }),
    revision: t.exposeInt('revision', { description: 'One more with each change.' }),
    createdBy: t.field({
      type: User,
      description: 'Who made it.',
      resolve: ({ createdById }, _args, { services }) => services.accounts.person(createdById),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    covers: t.exposeBoolean('covers', { description: 'A poll that comes on stage comes with its numbers covered.' }),
    revealed: t.exposeBoolean('revealed', {
      description: 'Screens show the numbers of the poll on stage, as far as they may be seen.',
    }),
    mayManage: t.exposeBoolean('mayManage', { description: 'You may change and present it.' }),
    polls: t.field({
      type: [Poll],
      description: 'In their order; those that you may not see are left out.',
      resolve: (show, _args, context) => pollsOf(show, context),
    }),
    stagePollId: t.exposeID('stagePollId', { nullable: true, description: 'Of the poll on stage; null: none.' }),
    stage: t.field({
      type: Poll,
      nullable: true,
      description: 'The poll on stage; null: none, or you may not see it.',
      resolve: async (show, _args, context) =>
        (await pollsOf(show, context)).find(({ id }) => id === show.stagePollId) ?? null,
    }),
  }),
})

export const PollShowStage = builder.objectRef<ShowStage>('PollShowStage').implement({
  description: 'What all screens of a show do. Of two the one with the larger revision is the newer.',
  fields: (t) => ({
    showId: t.exposeID('showId', { extensions: broadcastable, description: 'Of the show.' }),
    revision: t.exposeInt('revision', { extensions: broadcastable, description: 'One more with each change.' }),
    stagePollId: t.exposeID('stagePollId', {
      nullable: true,
      extensions: broadcastable,
      description: 'Of the poll on stage; null: none.',
    }),
    revealed: t.exposeBoolean('revealed', {
      extensions: broadcastable,
      description: 'The numbers are shown, as far as they may be seen.',
    }),
  }),
})
