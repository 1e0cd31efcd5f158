import type { EventLog } from '../../../streams/event-log.ts'
import type { Viewer } from '../../kernel/viewer.ts'
import { outputStream } from '../release.events.ts'
import { createStoredOutput } from './stored-output.ts'

interface OutputPorts {
  log: EventLog
  assertVisible(viewer: Viewer, releaseId: string): Promise<void>
}

/** Reads what the steps of a release printed. */
export function createReleaseOutput(ports: OutputPorts) {
  const { readOutput, wholeOutput } = createStoredOutput({ ...ports, streamOf: outputStream })
  return {
    /** One page, ascending. @throws CallerError BAD_USER_INPUT, FORBIDDEN, NOT_FOUND */
    releaseOutput: (
      viewer: Viewer,
      { releaseId, ...wish }: { releaseId: string; stepKey?: string | null; after: number; limit?: number | null },
    ) => readOutput(viewer, releaseId, wish),

    /** The whole output as text, page by page, for a download. */
    wholeOutput: (viewer: Viewer, releaseId: string, stepKey: string | null) => wholeOutput(viewer, releaseId, stepKey),
  }
}
