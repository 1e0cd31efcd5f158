/** 工单和任务的操作。 */
export const verb = {
  approve: '同意',
  reject: '拒绝',
  transfer: '转交',
  delegate: '委派',
  addSigner: '加签',
  sendBack: '退回',
  submit: '提交',
  urge: '催办',
  copy: '抄送',
  withdraw: '撤回',
  cancel: '取消工单',
  assign: '指派审批人',
  revoke: '吊销',
  remove: '删除草稿',
} as const

export const verbAsk = {
  approve: '同意工单 #{number}？',
  reject: '拒绝工单 #{number}？',
  transfer: '将审批转交他人？',
  delegate: '委派他人提供意见？',
  addSigner: '添加加签人？',
  sendBack: '退回工单 #{number}？',
  submit: '提交工单 #{number}？',
  urge: '催办当前审批人？',
  copy: '抄送工单 #{number}？',
  withdraw: '撤回工单 #{number}？',
  cancel: '取消工单 #{number}？',
  assign: '由谁审批？',
  revoke: '吊销工单 #{number} 的审批？',
  remove: '删除此草稿？',
} as const

export const adviceAsk = {
  approve: '建议同意工单 #{number}？',
  reject: '建议拒绝工单 #{number}？',
} as const

export const verbText = {
  approve: '你将按工单当前内容同意“{node}”。',
  reject: '你将拒绝“{node}”，拒绝原因对所有能查看工单的人可见。',
  transfer: '“{node}”将由他人代替你审批。',
  delegate: '对方查看“{node}”并给出意见；仍由你决定，也不必等待。',
  addSigner: '“{node}”还需你添加的人同意。',
  sendBack: '此后的审批作废，工单将再次流转至此。',
  submit: '工单将开始流转，其他人可以看到它。',
  urge: '他们会收到提醒；每十分钟最多一次。',
  copy: '他们从现在起可以查看工单，但不参与审批。',
  withdraw: '工单到此结束，不再需要任何人审批。',
  cancel: '工单到此结束，取消人和原因对所有人可见。',
  assign: '已无人可审批，将改由你指派的人审批。',
  revoke: '已审批的内容不能再开始执行。',
  remove: '其他人没有看到过它。',
} as const

export const history = {
  OPENED: '{by} 发起了工单',
  SUBMITTED: '{by} 重新提交了工单',
  TOKENS_MOVED: '继续流转',
  NODE_ENTERED: '“{node}”等待 {people} 审批',
  NOTIFIED: '已在“{node}”通知 {people}',
  TASKS_ADDED: '{by} 在“{node}”添加了 {people}',
  PEOPLE_ASSIGNED: '{by} 为“{node}”指派了 {people}',
  NODE_HELD: '“{node}”暂停：无人可审批',
  ESCALATED: '“{node}”已超时，增加审批人 {people}',
  SENT_BACK: '{by} 退回了工单',
  STARTED_OVER: '申请内容已变更，所有审批作废',
  CONSUMED: '已审批的内容开始执行',
  COMMENTED: '{by}',
  URGED: '{by} 催办了 {people}',
  COPIED: '{by} 抄送了 {people}',
} as const

export const historyTask = {
  BLOCKED: '{people}：“{node}”尚未轮到',
  PENDING: '“{node}”等待 {people} 审批',
  WAITS_FOR_ADDED: '{people}：等待“{node}”的加签',
  APPROVED: '{by} 同意了“{node}”',
  REJECTED: '{by} 拒绝了“{node}”',
  TRANSFERRED: '{by} 转交了“{node}”',
  DELEGATED: '{by} 委派了“{node}”',
  SENT_BACK: '{by} 退回了“{node}”',
  EXPIRED: '{people}：“{node}”已超时',
  SKIPPED: '{people}：“{node}”已跳过',
  CLOSED: '{people}：“{node}”已关闭',
} as const

export const historyStep = { PASSED: '“{node}”已通过', FAILED: '“{node}”未通过', CLOSED: '“{node}”已结束' } as const

export const historyWhy = {
  RULE_MET: '同意人数已够',
  OUT_OF_REACH: '同意人数已不可能达到',
  REJECTED: '有人拒绝',
  VETOED: '被否决',
  DEADLINE: '已超时',
  SENT_BACK: '已退回',
  TICKET_ENDED: '工单已结束',
} as const

export const historyTimer = {
  REMIND_HALF: '已提醒 {people}：“{node}”时限过半',
  REMIND_NINE_TENTHS: '已提醒 {people}：“{node}”即将超时',
  ESCALATE: '“{node}”已超时，增加审批人',
  EXPIRE: '“{node}”已超时',
} as const

export const historyEnd = {
  APPROVED: '工单已通过',
  REJECTED: '工单已被拒绝',
  EXPIRED: '工单已超时',
  WITHDRAWN: '{by} 撤回了工单',
  CANCELLED: '{by} 取消了工单',
  REVOKED: '{by} 吊销了审批',
  LAPSED: '审批逾期未使用，已失效',
} as const
