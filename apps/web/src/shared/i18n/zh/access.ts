export const access = {
  title: '临时授权',
  none: '暂无：每个人只能做其角色允许的事。',
  grant: '授予访问权',
  takeBack: '收回',
  until: '至 {when}',
  byTicket: '来自工单',
  ask: '授予对 {environment} 的访问权？',
  hint: '在这段时间内，开发者可以像运维一样在此发布、回滚和标记发布的好坏。授权会留下记录，并自动到期。',
  who: '授予谁',
  hours: '时长（小时）',
  reason: '原因',
} as const
