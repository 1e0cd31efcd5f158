import type { FlowDefinition } from '../flow.definition.ts'
import { approval, at, days, end, minutes, question, reason, role, type Say, start, type Text, ways } from './parts.ts'

/** A flow to begin with. It can be published as it is. */
export interface FlowTemplate {
  key: string
  title: Text
  description: Text
  /** Whether everybody may read in the common room who asks for what. */
  inRoom: boolean
  definition(say: Say): FlowDefinition
}

const LEAD = [{ kind: 'LEAD' as const }, role('ADMIN')]

const leave: FlowTemplate = {
  key: 'leave',
  title: { en: 'Leave', zh: '请假' },
  description: { en: 'The lead decides; from four days on an admin too.', zh: '上级审批；四天及以上还需管理员审批。' },
  inRoom: false,
  definition: (say) => ({
    nodes: [
      start(say),
      approval('lead', say({ en: 'Lead', zh: '上级审批' }), at(1), LEAD, { deadline: days(2) }),
      { id: 'long', kind: 'CONDITION', title: say({ en: 'Four days or more?', zh: '四天及以上？' }), ...at(2) },
      approval('admin', say({ en: 'Admin', zh: '管理员审批' }), at(3, 1), [role('ADMIN')]),
      end(say, 4),
    ],
    links: ways(
      ['start', 'lead'],
      ['lead', 'long'],
      ['long', 'admin', { field: 'days', operator: 'AT_LEAST', value: 4 }],
      ['long', 'end'],
      ['admin', 'end'],
    ),
    form: [
      question('kind', say({ en: 'Kind', zh: '类型' }), {
        ...{ kind: 'CHOICE', multiple: false },
        options: [
          { value: 'annual', title: say({ en: 'Annual', zh: '年假' }) },
          { value: 'sick', title: say({ en: 'Sick', zh: '病假' }) },
          { value: 'other', title: say({ en: 'Other', zh: '其他' }) },
        ],
      }),
      question('from', say({ en: 'From', zh: '开始日期' }), { kind: 'DATE' }),
      question('days', say({ en: 'Days', zh: '天数' }), { kind: 'NUMBER', min: 0.5, max: 366, whole: false }),
      question(
        'other',
        say({ en: 'What for', zh: '说明' }),
        { kind: 'TEXT', multiline: true, maxLength: 500 },
        { shownIf: { field: 'kind', operator: 'IS', value: 'other' } },
      ),
      question(
        'proof',
        say({ en: 'Certificate', zh: '证明' }),
        { kind: 'FILE', multiple: true },
        { required: false, shownIf: { field: 'kind', operator: 'IS', value: 'sick' } },
      ),
    ],
  }),
}

const purchase: FlowTemplate = {
  key: 'purchase',
  title: { en: 'Purchase', zh: '采购' },
  description: {
    en: 'The lead decides; from 10,000.00 on all admins countersign.',
    zh: '上级审批；满 10,000.00 元须全体管理员会签。',
  },
  inRoom: false,
  definition: (say) => ({
    nodes: [
      start(say),
      approval('lead', say({ en: 'Lead', zh: '上级审批' }), at(1), LEAD, { deadline: days(3, [role('ADMIN')]) }),
      { id: 'amount', kind: 'CONDITION', title: say({ en: '10,000 or more?', zh: '满一万元？' }), ...at(2) },
      approval('countersign', say({ en: 'Countersign', zh: '会签' }), at(3, 1), [role('ADMIN')], {
        rule: { kind: 'ALL' },
      }),
      {
        ...{ id: 'tell', kind: 'NOTIFY', title: say({ en: 'Tell', zh: '知会' }), ...at(4) },
        ...{ people: [{ kind: 'INITIATOR' }], message: say({ en: 'You may buy it.', zh: '可以购买了。' }) },
      },
      end(say, 5),
    ],
    links: ways(
      ['start', 'lead'],
      ['lead', 'amount'],
      ['amount', 'countersign', { field: 'total', operator: 'AT_LEAST', value: 1_000_000 }],
      ['amount', 'tell'],
      ['countersign', 'tell'],
      ['tell', 'end'],
    ),
    form: [
      reason(say),
      question('total', say({ en: 'Total', zh: '总金额' }), { kind: 'MONEY', currency: 'CNY', min: 1, max: null }),
      question('items', say({ en: 'What', zh: '明细' }), {
        ...{ kind: 'TABLE', maxRows: 50 },
        columns: [
          question('name', say({ en: 'Article', zh: '物品' }), { kind: 'TEXT', multiline: false, maxLength: 200 }),
          question('count', say({ en: 'Number', zh: '数量' }), { kind: 'NUMBER', min: 1, max: 10_000, whole: true }),
          question('price', say({ en: 'Price each', zh: '单价' }), {
            kind: 'MONEY',
            currency: 'CNY',
            min: 0,
            max: null,
          }),
        ],
      }),
      question('offer', say({ en: 'Offer', zh: '报价单' }), { kind: 'FILE', multiple: true }, { required: false }),
    ],
  }),
}

const serverAccess: FlowTemplate = {
  key: 'server-access',
  title: { en: 'Access to servers', zh: '服务器权限' },
  description: { en: 'One operator and one admin, each for their part.', zh: '运维与管理员各一人同意。' },
  inRoom: true,
  definition: (say) => ({
    nodes: [
      start(say),
      approval('both', say({ en: 'Operations and admin', zh: '运维与管理员' }), at(1), [], {
        deadline: days(2),
        rule: {
          kind: 'GROUPS',
          groups: [
            { title: say({ en: 'Operations', zh: '运维' }), people: [role('OPERATOR')], approvals: 1 },
            { title: say({ en: 'Admin', zh: '管理员' }), people: [role('ADMIN')], approvals: 1 },
          ],
        },
      }),
      end(say, 2),
    ],
    links: ways(['start', 'both'], ['both', 'end']),
    form: [
      question('servers', say({ en: 'Servers', zh: '服务器' }), { kind: 'SERVERS', multiple: true }),
      question('people', say({ en: 'For whom', zh: '授权给' }), { kind: 'PEOPLE', multiple: true }),
      question('hours', say({ en: 'Hours', zh: '小时数' }), { kind: 'NUMBER', min: 1, max: 72, whole: true }),
      reason(say),
    ],
  }),
}

const release: FlowTemplate = {
  key: 'release',
  title: { en: 'Release to production', zh: '上线生产' },
  description: {
    en: 'Operations and the lead at the same time; one may not be the other.',
    zh: '运维与上级并行审批，均通过后上线。',
  },
  inRoom: true,
  definition: (say) => ({
    nodes: [
      start(say),
      { id: 'fork', kind: 'FORK', title: '', ...at(1) },
      approval('operations', say({ en: 'Operations', zh: '运维审批' }), at(2), [role('OPERATOR')], {
        deadline: days(1, [role('ADMIN')]),
        veto: [role('ADMIN')],
      }),
      approval('lead', say({ en: 'Lead', zh: '上级审批' }), at(2, 1), LEAD, { deadline: days(1, [role('ADMIN')]) }),
      { id: 'join', kind: 'JOIN', title: '', ...at(3) },
      { ...end(say, 4), action: { kind: 'START_RELEASE', automatic: true, field: 'what' } },
    ],
    links: ways(
      ['start', 'fork'],
      ['fork', 'operations'],
      ['fork', 'lead'],
      ['operations', 'join'],
      ['lead', 'join'],
      ['join', 'end'],
    ),
    form: [
      question('what', say({ en: 'What goes where', zh: '发布内容' }), { kind: 'REVISION' }),
      reason(say),
      question('back', say({ en: 'Way back', zh: '回退方案' }), { kind: 'TEXT', multiline: true, maxLength: 2000 }),
    ],
  }),
}

const dataFix: FlowTemplate = {
  key: 'data-fix',
  title: { en: 'Data fix', zh: '数据修复' },
  description: { en: 'Two of the operators have read the statement.', zh: '至少两名运维复核语句。' },
  inRoom: true,
  definition: (say) => ({
    nodes: [
      start(say),
      approval('review', say({ en: 'Two reviewers', zh: '两人复核' }), at(1), [role('OPERATOR'), role('ADMIN')], {
        rule: { kind: 'N_OF', approvals: 2 },
        deadline: days(1),
      }),
      end(say, 2),
    ],
    links: ways(['start', 'review'], ['review', 'end']),
    form: [
      question('servers', say({ en: 'Where', zh: '服务器' }), { kind: 'SERVERS', multiple: false }),
      question('statement', say({ en: 'Statement', zh: '语句' }), { kind: 'TEXT', multiline: true, maxLength: 10_000 }),
      question('rows', say({ en: 'Rows touched', zh: '影响行数' }), { kind: 'NUMBER', min: 0, max: null, whole: true }),
      question('backup', say({ en: 'Backup', zh: '备份' }), { kind: 'TEXT', multiline: false, maxLength: 200 }),
      reason(say),
    ],
  }),
}

const goNoGo: FlowTemplate = {
  key: 'go-no-go',
  title: { en: 'Go / no-go before production', zh: '上线前 Go / No-go 表决' },
  description: {
    en: 'Two thirds of operators and developers say GO within half an hour, live on a big screen; any admin may stop it.',
    zh: '运维与开发半小时内表决，三分之二 GO 即通过，大屏实时显示；任一管理员可否决。',
  },
  inRoom: true,
  definition: (say) => ({
    nodes: [
      start(say),
      approval('go', say({ en: 'Go or no-go?', zh: 'Go 还是 No-go？' }), at(1), [role('OPERATOR'), role('DEVELOPER')], {
        rule: { kind: 'PERCENT', percent: 66 },
        veto: [role('ADMIN')],
        deadline: minutes(30),
        askByPoll: true,
      }),
      { ...end(say, 2), action: { kind: 'START_RELEASE', automatic: true, field: 'what' } },
    ],
    links: ways(['start', 'go'], ['go', 'end']),
    form: [
      question('what', say({ en: 'What goes where', zh: '发布内容' }), { kind: 'REVISION' }),
      question(
        'back',
        say({ en: 'Way back', zh: '回退方案' }),
        { kind: 'TEXT', multiline: true, maxLength: 2000 },
        { required: false },
      ),
    ],
  }),
}

export const flowTemplates: FlowTemplate[] = [leave, purchase, serverAccess, release, goNoGo, dataFix]
