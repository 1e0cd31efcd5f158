import { builder } from '../../graphql/builder.ts'
import type { FlowAction as Action } from './flow.definition.ts'

export const FlowActionKind = builder.enumType('FlowActionKind', {
  description: 'What an approved ticket does.',
  values: {
    START_RELEASE: { description: 'Begins the release that it was opened for; always by itself.' },
    RUN_COMMAND: { description: 'Runs a command on servers.' },
    GRANT_ACCESS: { description: 'Lets whoever opened it ship to an environment for some hours.' },
    CALL_WEBHOOK: { description: 'Sends the ticket, signed, to a notification hook.' },
  } as const,
})

const ofKind = <K extends Action['kind']>(action: Action, kind: K) =>
  action.kind === kind ? (action as Extract<Action, { kind: K }>) : null

export const FlowAction = builder.objectRef<Action>('FlowAction').implement({
  description: 'What is done once, by a ticket that came to this end. What its kind does not have is null.',
  fields: (t) => ({
    kind: t.field({ type: FlowActionKind, description: 'What.', resolve: ({ kind }) => kind }),
    automatic: t.exposeBoolean('automatic', { description: 'At once; else somebody starts it.' }),
    command: t.string({
      nullable: true,
      description: 'Of RUN_COMMAND: for `sh`. The answers are its variables SENDOFF_<NAME OF THE FIELD>.',
      resolve: (action) => ofKind(action, 'RUN_COMMAND')?.command ?? null,
    }),
    field: t.string({
      nullable: true,
      description:
        'Of RUN_COMMAND: the SERVERS field that says where. Of START_RELEASE: the REVISION field that says what. Of GRANT_ACCESS: the ENVIRONMENT or REVISION field that says where.',
      resolve: (action) => (action.kind === 'CALL_WEBHOOK' ? null : action.field),
    }),
    timeoutSeconds: t.int({
      nullable: true,
      description: 'Of RUN_COMMAND: per server.',
      resolve: (action) => ofKind(action, 'RUN_COMMAND')?.timeoutSeconds ?? null,
    }),
    hours: t.float({
      nullable: true,
      description: 'Of GRANT_ACCESS.',
      resolve: (action) => ofKind(action, 'GRANT_ACCESS')?.hours ?? null,
    }),
    hookId: t.id({
      nullable: true,
      description: 'Of CALL_WEBHOOK: the hook.',
      resolve: (action) => ofKind(action, 'CALL_WEBHOOK')?.hookId ?? null,
    }),
  }),
})

export const FlowActionInput = builder.inputType('FlowActionInput', {
  description: 'What an approved ticket does. What its kind does not have is ignored.',
  fields: (t) => ({
    kind: t.field({ type: FlowActionKind, required: true, description: 'What.' }),
    automatic: t.boolean({ description: 'At once. Left out: somebody starts it.' }),
    command: t.string({ description: 'For RUN_COMMAND: for `sh`, at most 10000 characters.' }),
    field: t.string({
      description:
        'For RUN_COMMAND a SERVERS field, for START_RELEASE a REVISION field, for GRANT_ACCESS either that or an ENVIRONMENT field.',
    }),
    timeoutSeconds: t.int({ description: 'For RUN_COMMAND: 1 to 3600; 60 if left out.' }),
    hours: t.float({ description: 'For GRANT_ACCESS: 0.25 to 168; 4 if left out.' }),
    hookId: t.id({ description: 'For CALL_WEBHOOK: a notification hook.' }),
  }),
})
