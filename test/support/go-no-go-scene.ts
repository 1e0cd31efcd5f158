type Json = Record<string, unknown>

const ends = { veto: [], deadline: null, selfApproval: false }
const users = (userIds: string[]) => [{ kind: 'USERS', userIds }]

/** A flow that asks some by poll, whom one may stop, and then its last approver as always. */
export const goFlow = (asked: string[], rule: Json, veto: string[], last: string[], words = english) => ({
  title: words.flow,
  description: '',
  room: 'general',
  nodes: [
    { id: 'start', kind: 'START', title: words.start, x: 0, y: 0 },
    {
      ...{ id: 'go', kind: 'APPROVAL', title: words.go, x: 250, y: 0, ...ends, people: users(asked), rule },
      ...{ veto: veto.length > 0 ? users(veto) : [], askByPoll: true },
      deadline: { minutes: 30, workingTime: false, escalateTo: [] },
    },
    {
      id: 'last',
      kind: 'APPROVAL',
      title: words.last,
      x: 500,
      y: 0,
      ...ends,
      people: users(last),
      rule: { kind: 'ALL' },
    },
    { id: 'end', kind: 'END', title: words.end, x: 750, y: 0, outcome: 'APPROVED' },
  ],
  links: [
    ['start', 'go'],
    ['go', 'last'],
    ['last', 'end'],
  ].map(([from, to]) => ({ id: `${from}-${to}`, from, to, condition: null, position: 0 })),
  form: [],
})

const english = { flow: 'Launch', start: 'Asked for', go: 'Go or no-go?', last: 'Duty manager', end: 'Launched' }
export const chinese = { flow: '发布表决', start: '发起', go: '是否上线？', last: '值班经理', end: '上线' }
