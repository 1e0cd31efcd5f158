import type { AnnouncedRelease, ReleaseListener } from '../releases/release.announcement.ts'
import { eventNames, eventOf, type News } from './notification.events.ts'
import { queueNews } from './outbox.ts'
import { tellTrainWaits } from './train-news.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

function newsOf(release: AnnouncedRelease): News {
  const { environment, createdBy, createdAt, startedAt, finishedAt } = release
  return {
    at: (finishedAt ?? startedAt ?? createdAt).toISOString(),
    by: { username: createdBy.username, name: createdBy.displayName },
    project: environment.project,
    environment: { id: environment.id, name: environment.name, kind: environment.kind },
    release: {
      id: release.id,
      number: release.number,
      kind: release.kind,
      status: release.status,
      revision: release.revision,
      commit: release.commit,
      commitSubject: release.commitSubject,
      note: release.note,
      failure: release.failure,
      wayBack: release.wayBack === 'UNDER_WAY' ? null : release.wayBack,
      originNumber: release.origin?.number ?? null,
      createdAt: createdAt.toISOString(),
      startedAt: iso(startedAt),
      finishedAt: iso(finishedAt),
    },
  }
}

/**
 * Queues what hooks want to hear of a release; a status that was told already is not told again. That a car waits for approval
 * is told of its train, as one, to those who ask for that.
 */
export const notifyOfRelease: ReleaseListener = async (tx, release) => {
  const event = eventOf(release)
  if (!event) return
  const waits = release.status === 'WAITING_APPROVAL'
  // What changed since it was approved is another thing to approve.
  const about = waits ? `:${release.approvalDigest}` : ''
  const ofTrain = waits && release.train ? release.train.id : null
  await queueNews(tx, event, `release:${release.id}:${release.status}${about}`, newsOf(release), {
    unlessAskedFor: ofTrain ? eventNames.TRAIN_WAITING_APPROVAL : null,
  })
  if (ofTrain) await tellTrainWaits(tx, ofTrain)
}
