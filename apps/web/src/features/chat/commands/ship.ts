import { text } from '../../../shared/i18n/i18n.ts'
import type { Command } from '../commands.ts'
import { createRelease, type Environment, rollBack } from './command-documents.ts'
import { type CommandContext, type CommandResult, done, failed, refused } from './command-result.ts'
import { findPlace, isResult, type Place } from './find-place.ts'

const liveOf = ({ liveRelease }: Environment) =>
  liveRelease
    ? text('command.releaseOf', { number: liveRelease.number, revision: liveRelease.revision })
    : text('command.nothing')

/** In the room of the project the card is the answer; from elsewhere a line leads there. */
function started({ room }: CommandContext, { project }: Place, made: { id: string; number: number }): CommandResult {
  if (project.room?.id === room.id) return done()
  return done({ text: text('command.started', { number: made.number }), to: `/releases/${made.id}` })
}

/** Ships as the release dialog does; production is asked about first. */
export async function ship(
  { project, environment, revision, note }: Extract<Command, { kind: 'release' }>,
  context: CommandContext,
): Promise<CommandResult> {
  const place = await findPlace(context, project, environment)
  if (isResult(place)) return place
  const target = place.environment
  if (target.kind === 'PRODUCTION') {
    const names = { project: place.project.title, environment: target.name, revision }
    const yes = await context.confirm({
      title: text('command.releaseAsk', names),
      detail: text('command.releaseText', {
        servers: text('ship.servers', { n: target.servers.length }),
        live: liveOf(target),
      }),
      action: text('ship.startTo', { environment: target.name }),
      danger: false,
    })
    if (!yes) return refused(text('command.dropped'))
  }
  const input = { environmentId: target.id, revision, note, clientId: context.clientId }
  const answer = await context.ask(createRelease, { input })
  return 'failure' in answer
    ? failed(answer.failure, text('common.network'))
    : started(context, place, answer.data.createRelease)
}

/**
 * Puts back what was live before. The release is named, so that the same command sent twice does not go back twice.
 */
export async function goBack(
  { project, environment }: Extract<Command, { kind: 'rollback' }>,
  context: CommandContext,
): Promise<CommandResult> {
  const place = await findPlace(context, project, environment)
  if (isResult(place)) return place
  const { name, id, kind, previousRelease: previous } = place.environment
  const where = `${place.project.title} · ${name}`
  if (!previous) return refused(text('release.nothingEarlier'))
  if (kind === 'PRODUCTION') {
    const yes = await context.confirm({
      title: text('release.rollBackAsk', { environment: where }),
      detail: text('release.rollBackToText', { environment: where, number: previous.number }),
      action: text('release.rollBack'),
      danger: true,
    })
    if (!yes) return refused(text('command.dropped'))
  }
  const answer = await context.ask(rollBack, { environmentId: id, toReleaseId: previous.id })
  return 'failure' in answer
    ? failed(answer.failure, text('common.network'))
    : started(context, place, answer.data.rollBack)
}
