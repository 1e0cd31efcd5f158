import type { Condition } from '../../../shared/form/condition.ts'
import type { FormFieldKind } from '../../../shared/form/form-field.ts'

export type NodeKind = 'START' | 'APPROVAL' | 'CONDITION' | 'FORK' | 'JOIN' | 'NOTIFY' | 'END'
export type SourceKind = 'USERS' | 'ROLE' | 'LEAD' | 'INITIATOR' | 'FIELD'
export type RuleKind = 'ANY' | 'ALL' | 'N_OF' | 'PERCENT' | 'SEQUENCE' | 'GROUPS'
export type { Condition, FormFieldKind }

export interface PeopleSource {
  kind: SourceKind
  userIds?: string[]
  role?: 'ADMIN' | 'OPERATOR' | 'DEVELOPER' | 'VIEWER'
  field?: string
}

export interface ApproverGroup {
  title: string
  people: PeopleSource[]
  approvals: number
}

export interface Rule {
  kind: RuleKind
  approvals?: number
  percent?: number
  failsAt?: 'FIRST_REJECTION' | 'ALL_REJECTED'
  groups?: ApproverGroup[]
}

export interface Deadline {
  minutes: number
  workingTime: boolean
  escalateTo: PeopleSource[]
}

export type ActionKind = 'RUN_COMMAND' | 'GRANT_ACCESS' | 'START_RELEASE' | 'CALL_WEBHOOK'

/** What an approved ticket does; what its kind does not have is left out. */
export interface EndAction {
  kind: ActionKind
  automatic: boolean
  command?: string
  field?: string
  timeoutSeconds?: number
  hours?: number
  hookId?: string
}

/** A node as the server keeps it: what only some kinds have is left out of the others. */
export interface FlowNode {
  id: string
  kind: NodeKind
  title: string
  x: number
  y: number
  people?: PeopleSource[]
  veto?: PeopleSource[]
  rule?: Rule
  deadline?: Deadline | null
  selfApproval?: boolean
  askByPoll?: boolean
  message?: string
  outcome?: 'APPROVED' | 'REJECTED'
  action?: EndAction | null
  /** For how long an approval holds; nothing: until it is used. */
  validHours?: number | null
}

/** Two years, as the server has it. */
export const mostValidHours = 2 * 366 * 24

export const fitsValidHours = (hours: number | null) => hours === null || (hours > 0 && hours <= mostValidHours)

export interface FlowLink {
  id: string
  from: string
  to: string
  condition: Condition | null
  position: number
}

export interface FormField {
  name: string
  title: string
  hint: string
  required: boolean
  shownIf: Condition | null
  kind: FormFieldKind
  multiline?: boolean
  maxLength?: number
  min?: number | null
  max?: number | null
  whole?: boolean
  currency?: string
  options?: { value: string; title: string }[]
  multiple?: boolean
  columns?: FormField[]
  maxRows?: number
}

/** Where the cards of a flow's tickets go. */
export interface FlowRoom {
  id: string
  name: string
}

/** All that is edited, so that one undo covers the drawing, the properties and the form. */
export interface FlowDocument {
  title: string
  description: string
  /** Null: there are no cards. */
  room: FlowRoom | null
  nodes: FlowNode[]
  links: FlowLink[]
  form: FormField[]
}

export const emptyDocument = (title: string): FlowDocument => ({
  title,
  description: '',
  room: null,
  nodes: [],
  links: [],
  form: [],
})

/** What a new node of a kind has to begin with. */
export function newNode(kind: NodeKind, id: string, title: string, x: number, y: number): FlowNode {
  const base = { id, kind, title, x, y }
  if (kind === 'NOTIFY') return { ...base, people: [{ kind: 'INITIATOR' }], message: '' }
  if (kind === 'END') return { ...base, outcome: 'APPROVED' }
  if (kind !== 'APPROVAL') return base
  return {
    ...{ ...base, people: [], veto: [], rule: { kind: 'ANY', failsAt: 'FIRST_REJECTION' } },
    ...{ deadline: null, selfApproval: false },
  }
}

/** What a rule has once it is chosen. */
export const newRule = (kind: RuleKind): Rule => {
  if (kind === 'ANY') return { kind, failsAt: 'FIRST_REJECTION' }
  if (kind === 'N_OF') return { kind, approvals: 2 }
  if (kind === 'PERCENT') return { kind, percent: 50 }
  return kind === 'GROUPS' ? { kind, groups: [{ title: '', people: [], approvals: 1 }] } : { kind }
}

/** The kinds of questions that may say where an action happens, the one that fits best first. */
export const askedBy = {
  RUN_COMMAND: ['SERVERS'],
  GRANT_ACCESS: ['ENVIRONMENT', 'REVISION'],
  START_RELEASE: ['REVISION'],
  CALL_WEBHOOK: [],
} as const satisfies Record<ActionKind, readonly FormFieldKind[]>

/** The questions that may say where an action happens, those that fit best first. */
export const fieldsFor = (kind: ActionKind, form: readonly FormField[]): FormField[] =>
  askedBy[kind].flatMap((asked) => form.filter((one) => one.kind === asked))

/** What an action has once it is chosen; of several fitting questions the first. */
export function newAction(kind: ActionKind, form: readonly FormField[]): EndAction {
  const base = { kind, automatic: false }
  const field = fieldsFor(kind, form)[0]?.name ?? ''
  if (kind === 'RUN_COMMAND') return { ...base, command: '', field, timeoutSeconds: 60 }
  if (kind === 'START_RELEASE') return { ...base, automatic: true, field }
  return kind === 'GRANT_ACCESS' ? { ...base, field, hours: 4 } : { ...base, hookId: '' }
}

/** A field of the kind, keeping what every kind has. */
/** What a column of a table may ask for. */
export const columnKinds: readonly FormFieldKind[] = [
  ...(['TEXT', 'NUMBER', 'MONEY', 'DATE', 'CHOICE', 'PEOPLE', 'SERVERS', 'ENVIRONMENT', 'REVISION'] as const),
]

export const fieldKinds: readonly FormFieldKind[] = [...columnKinds, 'FILE', 'TABLE']

export function fieldOfKind(kind: FormFieldKind, { name, title, hint, required, shownIf }: FormField): FormField {
  const base = { name, title, hint, required, shownIf, kind }
  switch (kind) {
    case 'TEXT':
      return { ...base, multiline: false, maxLength: 200 }
    case 'NUMBER':
      return { ...base, min: null, max: null, whole: false }
    case 'MONEY':
      return { ...base, currency: 'CNY', min: null, max: null }
    case 'CHOICE':
      return { ...base, options: [], multiple: false }
    case 'PEOPLE':
    case 'SERVERS':
    case 'FILE':
      return { ...base, multiple: false }
    case 'TABLE':
      return { ...base, columns: [], maxRows: 20 }
    default:
      return base
  }
}

/** The first of `name`, `name-2`, `name-3` … (or `name2` …) that is free. */
export function freeName(name: string, taken: readonly string[], between = '-'): string {
  const used = new Set(taken)
  if (!used.has(name)) return name
  let n = 2
  while (used.has(`${name}${between}${n}`)) n += 1
  return `${name}${between}${n}`
}
