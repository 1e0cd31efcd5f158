export const activity = {
  place: '（{place}）',
  reason: '：{reason}',
  release: {
    created: '{who} 发起了发布 {subject}{place}',
    rolledBack: '{who} 发起了回滚 {subject}{place}',
    retried: '{who} 发起了重试 {subject}{place}',
    cancelled: '{who} 取消了发布 {subject}',
    stopped: '发布 {subject}{place} 已取消',
    succeeded: '发布 {subject}{place} 成功',
    failed: '发布 {subject}{place} 失败',
  },
  train: {
    created: '{who} 组建了列车 {subject}',
    cancelled: '{who} 取消了列车 {subject}',
    rolled_back: '{who} 回滚列车 {subject}',
    stopped: '列车 {subject} 已停止',
    ended: '列车 {subject} 已结束',
    succeeded: '列车 {subject} 成功',
  },
  server: {
    added: '{who} 添加了服务器 {subject}',
    changed: '{who} 修改了服务器 {subject}',
    removed: '{who} 删除了服务器 {subject}',
    hostKeyTrusted: '{who} 信任了 {subject} 的主机密钥',
    hostKeyReplaced: '{who} 信任了 {subject} 的新主机密钥',
  },
  drift: {
    found: '{who} 发现 {subject} 的内容与预期不符',
  },
  credential: {
    added: '{who} 添加了凭据 {subject}',
    changed: '{who} 修改了凭据 {subject}',
    removed: '{who} 删除了凭据 {subject}',
  },
  notification: {
    added: '{who} 添加了通知 {subject}',
    changed: '{who} 修改了通知 {subject}',
    removed: '{who} 删除了通知 {subject}',
    redelivered: '{who} 重新发送了通知 {subject}',
  },
  project: {
    added: '{who} 添加了项目 {subject}',
    changed: '{who} 修改了项目 {subject}',
    removed: '{who} 删除了项目 {subject}',
  },
  environment: {
    added: '{who} 添加了环境 {subject}',
    changed: '{who} 修改了环境 {subject}',
    removed: '{who} 删除了环境 {subject}',
    locked: '{who} 锁定了 {subject}{reason}',
    unlocked: '{who} 解锁了 {subject}',
  },
  room: {
    created: '{who} 创建了群聊 {subject}',
    changed: '{who} 修改了群聊 {subject}',
    memberAdded: '{who} 把一位成员加入群聊 {subject}',
    memberRemoved: '{who} 把一位成员移出群聊 {subject}',
  },
  user: {
    added: '{who} 添加了成员 {subject}',
    changed: '{who} 修改了成员 {subject}',
    password: '{who} 修改了自己的密码',
  },
  apiToken: {
    created: '{who} 创建了 API 令牌 {subject}',
    revoked: '{who} 吊销了 API 令牌 {subject}',
  },
}
