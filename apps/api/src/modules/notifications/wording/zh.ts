import type { News } from '../notification.events.ts'
import type { Wording } from './wording.ts'

const release = ({ release: told }: News) => `${told?.kind === 'ROLLBACK' ? '回滚' : '发布'} #${told?.number ?? ''}`

const train = ({ train: told }: News) =>
  `${told?.kind === 'ROLLBACK' ? '回滚列车' : '列车'} #${told?.number ?? ''}「${told?.title ?? ''}」`

/** What it did by itself about the servers that had it already. */
const backs = { DONE: '，已自动回滚', INCOMPLETE: '，但未能在所有服务器上回滚' }
const back = ({ release: told }: News) => (told?.wayBack ? backs[told.wayBack] : '')

const ticket = ({ ticket: told }: News) => `工单 #${told?.number ?? ''}「${told?.title ?? ''}」`

const outcomes: Record<NonNullable<News['ticket']>['status'], string> = {
  ...{
    DRAFT: '是草稿',
    RUNNING: '审批中',
    SENT_BACK: '已退回',
    APPROVED: '已通过',
    REJECTED: '已拒绝',
    EXPIRED: '已逾期',
  },
  ...{
    WITHDRAWN: '已撤回',
    CANCELLED: '已取消',
    CONSUMED: '已执行',
    REVOKED: '已撤销',
    LAPSED: '已失效',
    DELETED: '已删除',
  },
}

export const zh: Wording = {
  headlines: {
    'release.queued': (news) => `${release(news)} 已进入队列`,
    'release.waiting_approval': (news) => `${release(news)} 等待审批`,
    'release.started': (news) => `${release(news)} 已开始`,
    'release.succeeded': (news) => `${release(news)} 成功`,
    'release.failed': (news) => `${release(news)} 失败${back(news)}`,
    'release.cancelled': (news) => `${release(news)} 已取消${back(news)}`,
    'release.rolled_back': (news) => `已回滚到 #${news.release?.originNumber ?? '?'}（${release(news)}）`,
    'train.waiting_approval': (news) => `${train(news)} 等待审批`,
    'train.succeeded': (news) => `${train(news)} 成功`,
    'train.failed': (news) => `${train(news)} 失败`,
    'train.cancelled': (news) => `${train(news)} 已取消`,
    'train.rolled_back': ({ train: told }) =>
      `列车 #${told?.originNumber ?? '?'}「${told?.title ?? ''}」已由列车 #${told?.number ?? ''} 回滚`,
    'environment.locked': () => '环境已锁定',
    'environment.unlocked': () => '环境已解锁',
    'drift.found': () => '有服务器的线上内容与发布不一致',
    'server.alarm': ({ alarm }) => `服务器 ${alarm?.server.name ?? ''} 告警`,
    'server.recovered': ({ alarm }) => `服务器 ${alarm?.server.name ?? ''} 的告警已恢复`,
    'ticket.waiting': (news) => `${ticket(news)} 等待您审批`,
    'ticket.reminded': (news) => `${ticket(news)} 仍在等待您审批`,
    'ticket.held': (news) => `${ticket(news)} 已挂起：没有可审批的人`,
    'ticket.notice': (news) => `${ticket(news)} 抄送给您`,
    'ticket.decided': (news) => `${ticket(news)} ${news.ticket ? outcomes[news.ticket.status] : '已有结果'}`,
    'ticket.action': ({ ticket }) =>
      `工单 #${ticket?.number ?? ''}“${ticket?.title ?? ''}”（${ticket?.flow ?? ''}）已批准`,
    test: () => '这是来自 Sendoff 的测试消息，通知可以送达这里。',
  },
  place: (project, environment) => `${project} / ${environment}：`,
  labels: {
    revision: '版本',
    by: '操作人',
    note: '说明',
    cars: '车厢',
    took: '用时',
    failure: '失败原因',
    reason: '原因',
    until: '截止',
    servers: '服务器',
    people: '相关人员',
    flow: '流程',
    rule: '规则',
    measured: '测量值',
  },
  duration: (seconds) => (seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`),
  between: '：',
  open: '在 Sendoff 中打开',
}
