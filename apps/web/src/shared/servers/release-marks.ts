import type { Mark } from '../chart/picture.ts'
import { releaseState } from '../theme/states.ts'
import type { ReleaseMark } from './metric-operations.ts'

export interface ListedMark extends Mark {
  /** Where it shipped to, and what. */
  name: string
  link: string
}

const seconds = (at: string) => Date.parse(at) / 1000

/** Releases as marks on charts, oldest first; one that runs still reaches until now (epoch seconds). */
export const toMarks = (marks: readonly ReleaseMark[], now: number): ListedMark[] =>
  marks
    .map(({ release, kind, startedAt, finishedAt }) => ({
      id: release.id,
      label: `#${release.number}`,
      status: releaseState[release.status],
      isBack: kind === 'ROLLBACK',
      isOpen: finishedAt === null,
      from: seconds(startedAt),
      to: finishedAt === null ? now : seconds(finishedAt),
      name: `${release.environment.project.title} · ${release.environment.name} ${release.revision}`,
      link: `/releases/${release.id}`,
    }))
    .sort((one, other) => one.from - other.from)
