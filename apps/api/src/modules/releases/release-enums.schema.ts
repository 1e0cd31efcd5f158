import { builder } from '../../graphql/builder.ts'

export const ReleaseKind = builder.enumType('ReleaseKind', {
  description: 'What a release is.',
  values: {
    SHIP: { description: 'Ships a commit.' },
    ROLLBACK: { description: 'Puts an earlier release back.' },
  } as const,
})

export const ReleaseStatus = builder.enumType('ReleaseStatus', {
  description: 'Where a release stands.',
  values: {
    QUEUED: { description: 'Waits for the release before it, or for a lock to go.' },
    WAITING_APPROVAL: { description: 'Waits for people to approve it.' },
    SCHEDULED: { description: 'Waits for its time.' },
    RUNNING: { description: 'A worker runs it.' },
    CANCELLING: { description: 'A worker is stopping it.' },
    SUCCEEDED: { description: 'Every server carries it and passed its check.' },
    FAILED: { description: 'Something went wrong: see `failure`, the steps and the targets.' },
    CANCELLED: { description: 'It was stopped; `failure` says what is live.' },
  } as const,
})

export const StepStatus = builder.enumType('StepStatus', {
  description: 'Where a step, or a server of a release, stands.',
  values: {
    PENDING: { description: 'Not begun.' },
    BLOCKED: { description: 'Waits for an approval, a lock, a window or a batch.' },
    RUNNING: { description: 'Under way.' },
    SUCCEEDED: { description: 'Done.' },
    FAILED: { description: 'Went wrong.' },
    CANCELLED: { description: 'Stopped, or never begun because the release ended before.' },
    SKIPPED: { description: 'Had nothing to do.' },
    UNKNOWN: { description: 'The connection ended without an answer, and the server could not be asked again.' },
  } as const,
})

export const StepKind = builder.enumType('StepKind', {
  description: 'What a step does.',
  values: {
    START: { description: 'Connects to the servers and looks whether they are ready.' },
    FETCH: { description: 'Brings the commit.' },
    BUILD: { description: 'Runs the build command.' },
    PACKAGE: { description: 'Packs and hashes the result.' },
    UPLOAD: { description: 'Brings the package to a server and unpacks it beside what is live.' },
    ACTIVATE: {
      description: 'Switches `current` by one rename; with the title `rollback` back to what the server had.',
    },
    RESTART: { description: 'Runs the restart command.' },
    CHECK: { description: 'Runs the check command.' },
    END: { description: 'Tidies up and reads back what is live.' },
    HOOK: { description: 'Runs a command of the environment; `title` says which.' },
  } as const,
})

export const OutputStream = builder.enumType('OutputStream', {
  description: 'Where a piece of output came from.',
  values: {
    STDOUT: { description: 'Standard output.' },
    STDERR: { description: 'Standard error.' },
    SYSTEM: { description: 'Sendoff itself.' },
  } as const,
})

export const WayBack = builder.enumType('WayBack', {
  description: 'How a release that put servers back to what they had stands.',
  values: {
    UNDER_WAY: { description: 'Servers are being put back: see the steps with the title `rollback`.' },
    DONE: { description: 'Every server that had switched is back, restarted and checked.' },
    INCOMPLETE: { description: 'A server could not be put back, or is not well there.' },
  } as const,
})
