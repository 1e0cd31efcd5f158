import { broadcastable } from '../../graphql/broadcastable.ts'
import { builder } from '../../graphql/builder.ts'
import { ReleaseKind, ReleaseStatus, WayBack } from '../releases/release-enums.schema.ts'
import { PollCard } from './poll-card.schema.ts'
import { CardQuestion } from './release-card-control.schema.ts'
import { CardTrain } from './release-card-train.schema.ts'
import { CardApproval, CardHold, CardOverride } from './release-card-when.schema.ts'
import type { CardState, ReleaseCardState } from './room.events.ts'
import { TicketCard } from './ticket-card.schema.ts'

const time = (text: string | null) => (text === null ? null : new Date(text))
const shared = <const Options extends object>(options: Options) => ({ extensions: broadcastable, ...options })

const ReleaseCard = builder.objectRef<ReleaseCardState>('ReleaseCard').implement({
  description: 'A release, as it stood when the card last changed. It changes with the status of the release.',
  fields: (t) => ({
    releaseId: t.exposeID('releaseId', shared({ description: 'Of the release.' })),
    number: t.exposeInt('number', shared({ description: 'Of the release, as people call it.' })),
    kind: t.field(
      shared({
        type: ReleaseKind,
        description: 'Ships, or puts back.',
        resolve: (card: ReleaseCardState) => card.kind,
      }),
    ),
    status: t.field(
      shared({
        type: ReleaseStatus,
        description: 'Where it stands.',
        resolve: (card: ReleaseCardState) => card.status,
      }),
    ),
    projectId: t.exposeID('projectId', shared({ description: 'Of the project.' })),
    projectTitle: t.exposeString('projectTitle', shared({ description: 'Of the project.' })),
    environmentId: t.exposeID('environmentId', shared({ description: 'Of the environment.' })),
    environmentName: t.exposeString('environmentName', shared({ description: 'Of the environment.' })),
    environmentKind: t.exposeString('environmentKind', shared({ description: 'TEST or PRODUCTION.' })),
    revision: t.exposeString('revision', shared({ description: 'What was asked for.' })),
    commit: t.exposeString('commit', shared({ description: 'What it was then, in full.' })),
    commitSubject: t.exposeString('commitSubject', shared({ nullable: true, description: "The commit's first line." })),
    note: t.exposeString('note', shared({ nullable: true, description: 'What its creator said about it.' })),
    retriesNumber: t.exposeInt(
      'retriesNumber',
      shared({ nullable: true, description: 'The number of the release that it repeats for the servers that failed.' }),
    ),
    putsBackNumber: t.exposeInt(
      'putsBackNumber',
      shared({ nullable: true, description: 'Only of a rollback: the number of the release that it puts back.' }),
    ),
    serverCount: t.exposeInt('serverCount', shared({ description: 'How many servers it goes to.' })),
    succeededCount: t.exposeInt('succeededCount', shared({ description: 'How many of them have it.' })),
    failedCount: t.exposeInt('failedCount', shared({ description: 'On how many of them it failed.' })),
    createdAt: t.field(
      shared({
        type: 'DateTime',
        description: 'When it was created.',
        resolve: (card: ReleaseCardState) => new Date(card.createdAt),
      }),
    ),
    startedAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it began.',
        resolve: (card: ReleaseCardState) => time(card.startedAt),
      }),
    ),
    finishedAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it ended.',
        resolve: (card: ReleaseCardState) => time(card.finishedAt),
      }),
    ),
    scheduledAt: t.field(
      shared({
        type: 'DateTime',
        nullable: true,
        description: 'When it is to begin.',
        resolve: (card: ReleaseCardState) => time(card.scheduledAt),
      }),
    ),
    failure: t.exposeString('failure', shared({ nullable: true, description: 'Why it failed.' })),
    badReason: t.string(
      shared({
        nullable: true,
        description: 'Why nobody should go back to it; null: it is not marked as bad.',
        resolve: (card: ReleaseCardState) => card.badReason ?? null,
      }),
    ),
    wayBack: t.field(
      shared({
        type: WayBack,
        nullable: true,
        description: 'How putting servers back to what they had stands; null: none had to go back.',
        resolve: (card: ReleaseCardState) => card.wayBack ?? null,
      }),
    ),
    pausedBy: t.string(
      shared({
        nullable: true,
        description: 'Who paused it; null: it is not paused.',
        resolve: (card: ReleaseCardState) => card.pausedBy ?? null,
      }),
    ),
    pauseId: t.id(
      shared({
        nullable: true,
        description: 'Of the pause: what `resumeRelease` names.',
        resolve: (card: ReleaseCardState) => card.pauseId ?? null,
      }),
    ),
    asks: t.field(
      shared({
        type: CardQuestion,
        nullable: true,
        description: 'What it asks; null: nothing.',
        resolve: (card: ReleaseCardState) => card.question ?? null,
      }),
    ),
    hold: t.field(
      shared({
        type: CardHold,
        nullable: true,
        description: 'What holds it back while it is queued.',
        resolve: (card: ReleaseCardState) => card.hold ?? null,
      }),
    ),
    approval: t.field(
      shared({
        type: CardApproval,
        nullable: true,
        description: 'While it waits for approval.',
        resolve: (card: ReleaseCardState) => card.approval ?? null,
      }),
    ),
    train: t.field(
      shared({
        type: CardTrain,
        nullable: true,
        description: 'Its place in its train; null: it goes alone.',
        resolve: (card: ReleaseCardState) => card.train ?? null,
      }),
    ),
    override: t.field(
      shared({
        type: CardOverride,
        nullable: true,
        description: 'Who let it begin in spite of a window or of freezes.',
        resolve: (card: ReleaseCardState) => card.override ?? null,
      }),
    ),
  }),
})

/** More kinds of cards join here. */
export const MessageCard = builder.unionType('MessageCard', {
  description: 'What a message of Sendoff shows.',
  types: [ReleaseCard, PollCard, TicketCard],
  resolveType: ({ type }: CardState) => (type === 'POLL' ? PollCard : type === 'TICKET' ? TicketCard : ReleaseCard),
})
