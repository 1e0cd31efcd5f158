import type { Prisma } from '../../platform/database/database.ts'
import { weeklySpans } from '../freezes/weekly-span.input.ts'
import type { WeeklySpan } from '../freezes/weekly-span.ts'

/** When releases may begin in an environment: within any of these times; none: always. */
export const windows = weeklySpans

export const windowsOf = (stored: Prisma.JsonValue | null) => (stored ?? []) as unknown as WeeklySpan[]
