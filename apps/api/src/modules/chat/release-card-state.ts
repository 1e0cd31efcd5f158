import type { Override } from '../freezes/hold.ts'
import type { AnnouncedRelease } from '../releases/release.announcement.ts'
import type { ReleaseCardState } from './room.events.ts'

export type TargetCounts = Pick<ReleaseCardState, 'serverCount' | 'succeededCount' | 'failedCount'>

/** Fifty servers may have failed with a reason each: the card shows the first, the release's page has them all. */
const MAX_FAILURE = 1000

const timeOf = (at: Date | null) => at?.toISOString() ?? null
const cut = (text: string | null) =>
  text !== null && text.length > MAX_FAILURE ? `${[...text].slice(0, MAX_FAILURE).join('')} …` : text

/** What the card of a release shows. Pure: the same release and counts give the same card. */
export function releaseCardOf(
  release: AnnouncedRelease,
  counts: TargetCounts,
  putsBackNumber: number | null,
  approval: ReleaseCardState['approval'] = null,
): ReleaseCardState {
  const { environment, origin, train, trainPosition } = release
  const told = release.toldHold as unknown as ReleaseCardState['hold']
  const override = release.override as unknown as Override | null
  return {
    type: 'RELEASE',
    releaseId: release.id,
    number: release.number,
    kind: release.kind,
    status: release.status,
    projectId: environment.project.id,
    projectTitle: environment.project.title,
    environmentId: environment.id,
    environmentName: environment.name,
    environmentKind: environment.kind,
    revision: release.revision,
    commit: release.commit,
    commitSubject: release.commitSubject,
    note: release.note,
    retriesNumber: origin && origin.kind === release.kind ? origin.number : null,
    putsBackNumber,
    ...counts,
    createdAt: release.createdAt.toISOString(),
    startedAt: timeOf(release.startedAt),
    finishedAt: timeOf(release.finishedAt),
    scheduledAt: timeOf(release.scheduledAt),
    failure: cut(release.failure),
    badReason: cut(release.badReason),
    wayBack: release.wayBack,
    hold: told && { kind: told.kind, reason: told.reason, until: told.until },
    approval,
    override: override && { by: override.name, reason: override.reason },
    ...(train
      ? { train: { trainId: train.id, number: train.number, position: trainPosition ?? 0, carCount: train.carCount } }
      : {}),
  }
}

/** The card in a sentence, for scripts and searches. It tells what was asked for, not how it stands. */
export function cardSentence(card: ReleaseCardState): string {
  const { number, projectTitle, environmentName, revision, putsBackNumber, retriesNumber } = card
  const again = retriesNumber === null ? '' : `, again after #${retriesNumber}`
  if (card.kind === 'SHIP') return `Release #${number}: ${projectTitle} ${revision} to ${environmentName}${again}`
  const back = putsBackNumber === null ? revision : `#${putsBackNumber} (${revision})`
  return `Rollback #${number}: ${projectTitle} ${environmentName} back to ${back}${again}`
}
