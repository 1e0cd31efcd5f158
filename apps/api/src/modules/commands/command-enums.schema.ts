import { builder } from '../../graphql/builder.ts'

export const CommandRunState = builder.enumType('CommandRunState', {
  description: 'Where a run of a command stands as a whole.',
  values: {
    QUEUED: { description: 'A worker begins it at once.' },
    RUNNING: { description: 'A worker is at it.' },
    CANCELLING: { description: 'What runs is being ended.' },
    SUCCEEDED: { description: 'It ended with 0 on every server.' },
    FAILED: { description: 'It did not succeed everywhere: see `servers`.' },
    CANCELLED: { description: 'It was ended before its time.' },
  } as const,
})

export const CommandTargetState = builder.enumType('CommandTargetState', {
  description: 'Where a run stands on one server.',
  values: {
    PENDING: { description: 'It was not begun there yet.' },
    RUNNING: { description: 'It runs there.' },
    SUCCEEDED: { description: 'It ended with 0.' },
    FAILED: { description: 'It ended with another code, or by a signal.' },
    TIMED_OUT: { description: 'It took longer than it may, and was ended with everything that it had started.' },
    UNREACHABLE: { description: 'The server was not reached: nothing ran there.' },
    CANCELLED: { description: 'It was ended there, or never begun, because the run was cancelled.' },
    SKIPPED: { description: 'It was not begun there, because the run ended before.' },
    UNKNOWN: { description: 'The connection or the worker was lost while it ran: nobody knows what became of it.' },
  } as const,
})
