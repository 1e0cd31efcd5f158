/** The vocabulary of releases that services, jobs and the schema share; as in prisma/schema.prisma. */
export type { ReleaseKind, ReleaseStatus, StepKind, StepStatus } from '../../engine/types.ts'

export type OutputStream = 'STDOUT' | 'STDERR' | 'SYSTEM'
