import type { News } from '../notification.events.ts'
import type { Wording } from './wording.ts'

const release = ({ release: told }: News) => `${told?.kind === 'ROLLBACK' ? '回滚' : '发布'} #${told?.number ?? ''}`

const train = ({ train: told }: News) =>
  `${told?.kind === 'ROLLBACK' ? '回滚列车' : '列车'} #${told?.number ?? ''}「${told?.title ?? ''}」`

/** What it did by itself about the servers that had it already. */
const backs = { DONE: '，已自动回滚', INCOMPLETE: '，但未能在所有服务器上回滚' }
const back = ({ release: told }: News) => (told?.wayBack ? backs[told.wayBack] : '')

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
  },
  duration: (seconds) => (seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`),
  between: '：',
  open: '在 Sendoff 中打开',
}
