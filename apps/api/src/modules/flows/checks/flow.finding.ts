/** What is wrong with a flow, or may surprise. */
export interface FlowFinding {
  code: FlowFindingCode
  /** An ERROR stops it from being published. */
  severity: 'ERROR' | 'WARNING'
  nodeId?: string
  linkId?: string
  /** The name of a field of the form. */
  field?: string
  /** A sentence that says what to do. */
  message: string
}

export type FlowFindingCode = keyof typeof severities

const severities = {
  TOO_MANY_NODES: 'ERROR',
  TOO_MANY_LINKS: 'ERROR',
  SAME_ID: 'ERROR',
  LINK_TO_NOWHERE: 'ERROR',
  NO_START: 'ERROR',
  SEVERAL_STARTS: 'ERROR',
  NO_APPROVING_END: 'ERROR',
  LINK_INTO_START: 'ERROR',
  LINK_OUT_OF_END: 'ERROR',
  NO_WAY_ON: 'ERROR',
  SEVERAL_WAYS_ON: 'ERROR',
  TOO_FEW_WAYS: 'ERROR',
  UNREACHABLE: 'ERROR',
  NO_WAY_TO_END: 'ERROR',
  LOOP: 'ERROR',
  END_INSIDE_FORK: 'ERROR',
  JOIN_WITHOUT_FORK: 'ERROR',
  JOIN_MISSES_WAYS: 'ERROR',
  WAYS_MEET_WITHOUT_JOIN: 'ERROR',
  NO_DEFAULT: 'ERROR',
  SEVERAL_DEFAULTS: 'ERROR',
  CONDITION_MISPLACED: 'ERROR',
  CONDITION_MALFORMED: 'ERROR',
  CONDITION_EMPTY: 'ERROR',
  CONDITION_TOO_DEEP: 'ERROR',
  CONDITION_TOO_LONG: 'ERROR',
  UNKNOWN_FIELD: 'ERROR',
  OPERATOR_DOES_NOT_FIT: 'ERROR',
  VALUE_DOES_NOT_FIT: 'ERROR',
  NOBODY_ASKED: 'ERROR',
  ONLY_INITIATOR: 'ERROR',
  APPROVALS_NOT_POSITIVE: 'ERROR',
  PERCENT_OUT_OF_RANGE: 'ERROR',
  QUORUM_TOO_LARGE: 'ERROR',
  GROUPS_SHARE_PEOPLE: 'ERROR',
  FIELD_NOT_PEOPLE: 'ERROR',
  DEADLINE_NOT_POSITIVE: 'ERROR',
  VALIDITY_NOT_POSITIVE: 'ERROR',
  POLL_ONE_BY_ONE: 'ERROR',
  ACTION_INCOMPLETE: 'ERROR',
  ACTION_FIELD_MAY_BE_EMPTY: 'ERROR',
  PEOPLE_BESIDE_GROUPS: 'WARNING',
  FIELD_MAY_BE_EMPTY: 'WARNING',
  NOBODY_TOLD: 'WARNING',
  APPROVED_BY_NOBODY: 'WARNING',
  FIELD_TITLE_MISSING: 'ERROR',
  FIELD_LIMITS: 'ERROR',
  FIELD_OPTIONS_MISSING: 'ERROR',
  FIELD_OPTION_EMPTY: 'ERROR',
  FIELD_COLUMNS_MISSING: 'ERROR',
  FIELD_SHOWN_IF: 'ERROR',
  RELEASE_CANNOT_ANSWER: 'ERROR',
  NODE_TITLE_MISSING: 'ERROR',
  PERSON_DISABLED: 'WARNING',
} as const satisfies Record<string, FlowFinding['severity']>

/** A finding, with the severity of its code. */
export const finding = (
  code: FlowFindingCode,
  message: string,
  where: Pick<FlowFinding, 'nodeId' | 'linkId' | 'field'> = {},
): FlowFinding => ({ code, severity: severities[code], ...where, message })

/** Errors about who is asked, and for what: it can still be said where such a flow goes on. */
const aboutAsking: readonly FlowFindingCode[] = [
  'NO_APPROVING_END',
  'NOBODY_ASKED',
  'ONLY_INITIATOR',
  'APPROVALS_NOT_POSITIVE',
  'PERCENT_OUT_OF_RANGE',
  'QUORUM_TOO_LARGE',
  'GROUPS_SHARE_PEOPLE',
  'FIELD_NOT_PEOPLE',
  'DEADLINE_NOT_POSITIVE',
  'VALIDITY_NOT_POSITIVE',
  'POLL_ONE_BY_ONE',
  'ACTION_INCOMPLETE',
  'ACTION_FIELD_MAY_BE_EMPTY',
  'RELEASE_CANNOT_ANSWER',
]

/** Whether no ticket can be led through a flow because of it, not even to try. */
export const stopsTheWay = ({ severity, code }: FlowFinding): boolean =>
  severity === 'ERROR' && !aboutAsking.includes(code)
