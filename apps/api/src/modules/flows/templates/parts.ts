import type { ApprovalNode, Condition, EndNode, FlowLink, FlowNode, PeopleSource } from '../flow.definition.ts'
import type { FormField, FormFieldKind } from '../form.definition.ts'

/** A text in both languages of the page. */
export interface Text {
  en: string
  zh: string
}

export type Say = (text: Text) => string

/** Columns and rows of a drawing, in its units. */
export const at = (column: number, row = 0) => ({ x: column * 250, y: row * 120 })

export const start = (say: Say): FlowNode => ({
  ...{ id: 'start', kind: 'START' as const, title: say({ en: 'Request', zh: '提交申请' }) },
  ...at(0),
})

export const end = (say: Say, column: number): EndNode => ({
  ...{ id: 'end', kind: 'END', title: say({ en: 'Approved', zh: '通过' }), outcome: 'APPROVED' },
  ...at(column),
})

export const approval = (
  id: string,
  title: string,
  place: { x: number; y: number },
  people: PeopleSource[],
  more: Partial<Pick<ApprovalNode, 'rule' | 'deadline' | 'veto' | 'askByPoll'>> = {},
): ApprovalNode => ({
  ...{ id, kind: 'APPROVAL', title, ...place, people, veto: [], deadline: null, selfApproval: false },
  ...{ rule: { kind: 'ANY', failsAt: 'FIRST_REJECTION' }, ...more },
})

export const role = (name: 'ADMIN' | 'OPERATOR' | 'DEVELOPER'): PeopleSource => ({ kind: 'ROLE', role: name })

export const days = (n: number, escalateTo: PeopleSource[] = []) => ({
  ...{ minutes: n * 24 * 60, workingTime: false, escalateTo },
})

export const minutes = (n: number) => ({ minutes: n, workingTime: false, escalateTo: [] })

/** Links in the order of the pairs; those from one node are tried in that order. */
export function ways(...pairs: [from: string, to: string, condition?: Condition | null][]): FlowLink[] {
  const positions = new Map<string, number>()
  return pairs.map(([from, to, condition]) => {
    const position = positions.get(from) ?? 0
    positions.set(from, position + 1)
    return { id: `${from}-${to}`, from, to, condition: condition ?? null, position }
  })
}

export const question = (
  name: string,
  title: string,
  kind: FormFieldKind,
  more: Partial<Pick<FormField, 'hint' | 'required' | 'shownIf'>> = {},
): FormField => ({ name, title, hint: '', required: true, shownIf: null, ...more, ...kind })

export const reason = (say: Say): FormField =>
  question('reason', say({ en: 'Why', zh: '事由' }), { kind: 'TEXT', multiline: true, maxLength: 2000 })
