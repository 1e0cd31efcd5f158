import type { Services } from '../compose.ts'
import type { Clock, RemoteShell } from '../engine/ports.ts'
import { tidyUp } from '../engine/tidy-up.ts'
import { createServerTidying } from '../jobs/tidy-servers.ts'
import { createReleaseTidying } from '../modules/releases/aftermath/release.tidying.ts'

/** The part of a worker that comes back to servers which were away when their release ended. */
export const assembleServerTidying = (
  { database, log }: Services,
  { clock, remote, report }: { clock: Clock; remote: RemoteShell; report(error: unknown, what: string): void },
) =>
  createServerTidying({
    ...createReleaseTidying({ prisma: database.prisma, log }),
    tidyUp: (left, signal) => tidyUp(remote, left, { at: clock.now(), signal }),
    clock,
    report,
  })
