export const delegation = {
  add: '新建代理',
  about: '你不在时由他人代为审批：新的任务会交给对方，历史中会注明代谁处理。',
  who: '代理人',
  forWhom: '被代理人',
  when: '时间',
  from: '开始',
  until: '结束',
  reason: '原因',
  empty: '没有代理',
  emptyHint: '休假前指定代理人，审批就不会卡在你这里。',
  end: '结束',
  endAsk: '结束此代理？',
  endText: '从现在起恢复由你审批，期间已交给 {name} 的任务仍由对方处理。',
} as const

export const delegationState = { now: '生效中', later: '未开始', over: '已过期', ended: '提前结束' } as const

export const calendar = {
  about: '按工作时间计算的时限只在这些时间内计时。',
  week: '常规工作周',
  days: '特殊日期',
  daysHint: '节假日，以及周末的调休上班日。',
  date: '日期',
  dayTitle: '名称',
  kind: '类型',
  holiday: '休息',
  works: '上班',
  addDay: '添加日期',
  removeDay: '删除 {name}',
  onlyAdmins: '只有管理员可以修改日历。',
} as const
