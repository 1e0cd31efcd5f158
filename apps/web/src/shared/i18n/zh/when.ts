export const weekday = {
  MON: '周一',
  TUE: '周二',
  WED: '周三',
  THU: '周四',
  FRI: '周五',
  SAT: '周六',
  SUN: '周日',
} as const

export const weekly = {
  nth: '时段 {n}',
  days: '星期',
  from: '从',
  to: '到',
  timeZone: '时区',
  add: '添加时段',
  remove: '删除时段 {n}',
} as const

export const hold = {
  LOCK: '已锁定：{reason}',
  FREEZE: '已冻结：{reason}',
  WINDOW: '当前不在此环境允许发布的时段内',
  QUEUE: '{reason}',
  until: '将于{when}自动开始。',
  shipsAnyway: '发布将会等待。',
  override: '仍然开始',
  overrideAsk: '仍然开始发布 #{number}？',
  overrideText: '它将不受此冻结或时段限制而开始。您的原因会记录在发布、动态和群聊中。',
  overridden: '{name} 允许其不受冻结或时段限制：{reason}',
  reason: '原因',
} as const

export const windows = {
  title: '允许发布的时段',
  hint: '发布只在这些时段内开始，定时和自动触发的也一样；其余的会等待。留空表示随时可以。结束早于开始的时段会延续到次日。',
  shown: '发布时段：{times}',
} as const

export const freezes = {
  about: '冻结期间不会开始任何发布，无论由谁或由什么触发；正在运行的会继续。',
  add: '冻结发布',
  edit: '修改冻结',
  empty: '没有冻结',
  emptyHint: '可在节假日、大促或每个周末冻结发布。',
  what: '范围',
  when: '时间',
  reason: '原因',
  scope: '冻结范围',
  EVERYTHING: '所有发布',
  PRODUCTION: '生产环境的发布',
  PROJECT: '一个项目',
  ENVIRONMENT: '一个环境',
  project: '项目',
  environment: '环境',
  once: '一次',
  weekly: '每周',
  startsAt: '从',
  endsAt: '到',
  strict: '严格：只有管理员可以越过、修改或删除',
  strictShort: '严格',
  active: '生效中',
  removeAsk: '删除此冻结？',
  removeText: '因它而等待的发布将会开始。',
  past: '显示已结束的',
} as const
