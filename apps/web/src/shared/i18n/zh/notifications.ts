export const notifications = {
  about: '发布或锁定时通知群聊和其他程序。接收方缓慢或离线都不会拖住发布。',
  onlyOperators: '只有运维和管理员可以查看通知。',
  empty: '还没有通知',
  emptyHint: '添加钉钉、飞书、企业微信或 Slack 群，或您自己的地址。',
  add: '添加通知',
  edit: '编辑通知',
  name: '名称',
  nameHint: '发往哪里，例如群的名称。',
  format: '格式',
  url: '地址',
  urlHint: '加密保存，不再显示。',
  urlStored: '留空则保留 {url}。',
  secret: '密钥',
  secretOwn: '一段较长的随机文本，接收方也知道。每条消息都用它签名。',
  secretTheirs: '仅当机器人启用了签名校验时填写。',
  secretStored: '留空则保留已保存的密钥。',
  secretRemove: '不再签名',
  project: '项目',
  allProjects: '所有项目',
  events: '通知内容',
  language: '消息语言',
  enabled: '启用',
  off: '已停用',
  what: '内容',
  eventCount: '{n} 种事件',
  last: '最近投递',
  waiting: '{n} 条等待中',
  test: '测试',
  testOf: '测试 {name}',
  testing: '正在发送测试并等待应答…',
  testWell: '接收方已接受。请到那里查看，消息应已送达。',
  testBad: '接收方没有接受。没有发送其他内容。',
  testAgain: '再次测试',
  log: '投递记录',
  logOf: '{name} 的投递记录',
  logEmpty: '还没有发送过',
  logEmptyHint: '发送记录在这里保留 30 天。',
  redeliver: '重新发送',
  attempts: '尚未尝试 | 已尝试 {n} 次 | 已尝试 {n} 次',
  nextTry: '下次尝试',
  noAnswer: '没有应答',
  status: '状态码 {status}',
  duration: '{ms} 毫秒',
  removeAsk: '删除 {name}？',
  removeText: '不再向那里发送，投递记录也会删除。',
}

export const hookFormat = {
  DINGTALK: '钉钉机器人',
  FEISHU: '飞书机器人',
  WECOM: '企业微信机器人',
  SLACK: 'Slack 传入 Webhook',
  WEBHOOK: 'Webhook（JSON）',
}

export const hookSteps = {
  DINGTALK:
    '在钉钉群中：群设置 → 机器人 → 添加机器人 → 自定义。安全设置选择“加签”，把密钥（以 SEC 开头）填在下面。然后复制 Webhook 地址。',
  FEISHU:
    '在飞书群中：设置 → 群机器人 → 添加机器人 → 自定义机器人。在安全设置中启用“签名校验”，把密钥填在下面。然后复制 Webhook 地址。',
  WECOM: '在企业微信群中：右上角菜单 → 群机器人 → 添加 → 新创建一个机器人。然后复制 Webhook 地址。',
  SLACK:
    '在 Slack 的应用管理页选择或新建应用，开启 Incoming Webhooks，添加到频道，然后复制地址。Mattermost 等兼容的工具也可以。',
  WEBHOOK: '任何接受 JSON 的 POST 请求并以 2xx 应答的地址。文档说明了消息内容和签名的校验方法。',
}

export const hookEvent = {
  RELEASE_QUEUED: '发布进入队列',
  RELEASE_WAITING_APPROVAL: '发布等待审批',
  RELEASE_STARTED: '发布开始',
  RELEASE_SUCCEEDED: '发布成功',
  RELEASE_FAILED: '发布失败',
  RELEASE_CANCELLED: '发布取消',
  RELEASE_ROLLED_BACK: '已回滚',
  ENVIRONMENT_LOCKED: '环境锁定',
  ENVIRONMENT_UNLOCKED: '环境解锁',
  TEST: '测试',
}

export const deliveryState = {
  WAITING: '等待中',
  DELIVERED: '已送达',
  FAILED: '失败',
}
