export const webhooks = {
  title: '传入 Webhook',
  short: 'Webhook',
  about: '推送分支或标签即开始发布。代码托管平台把带签名的消息发到这里；锁定、时间窗口、冻结和审批与其他发布一样有效。',
  noEnvironment: '请先添加环境：Webhook 会发布到某个环境。',
  empty: '还没有推送会触发发布',
  emptyHint: '添加 Webhook，然后在代码托管平台或您自己的脚本中填写它的地址和密钥。',
  add: '添加 Webhook',
  edit: '编辑 Webhook',
  name: '名称',
  nameHint: '由它触发发布时，动态里会显示这个名称。',
  provider: '发送方',
  inTheNameOf: '以 {name} 的名义',
  inYourName: '由它触发的发布以您的名义进行，权限以当时为准。',
  rules: '发布规则',
  rulesHint: '* 代表除斜杠外的任意字符，** 代表任意字符，? 代表一个字符。',
  ruleKind: '分支或标签',
  BRANCH: '分支',
  TAG: '标签',
  pattern: '匹配模式',
  environment: '环境',
  environmentGone: '已删除',
  allEnvironments: '所有环境',
  addRule: '添加规则',
  enabled: '启用',
  off: '已停用',
  last: '最近消息',
  log: '消息记录',
  logOf: '{name} 的消息记录',
  logAbout: '最近一百条。相同的拒绝每分钟只记一次。',
  logEmpty: '还没有收到消息',
  logEmptyHint: '请在仓库设置中发送测试，或推送一次。',
  setUp: '接入',
  setUpOf: '接入 {name}',
  address: '地址',
  copyAddress: '复制地址',
  secret: '密钥',
  copySecret: '复制密钥',
  shownOnce: '请立即复制：密钥加密保存，不再显示。',
  secretHidden: '密钥已加密保存，无法显示。可以换一个新的。',
  renew: '更换密钥',
  renewText: '从那一刻起，用旧密钥签名的消息会被拒绝。',
  removeAsk: '删除 {name}？',
  removeText: '它的地址不再应答，收到的消息记录也会删除。发布记录保留。',
}

export const hookProvider = {
  GITHUB: 'GitHub',
  GITLAB: 'GitLab',
  GITEA: 'Gitea 或 Forgejo',
  GITEE: 'Gitee（码云）',
  PLAIN: '其他会签名的程序',
}

export const webhookSteps = {
  GITHUB:
    '在仓库中：`Settings → Webhooks → Add webhook`。\n1. `Payload URL`：填上面的地址。\n2. `Content type`：`application/json`。\n3. `Secret`：填上面的密钥。\n4. 选 `Just the push event`。\n对方会立即发来一次测试，可在消息记录中看到。',
  GITLAB:
    '在项目中：`设置 → Webhooks → 添加新的 Webhook`。\n1. `URL`：填上面的地址。\n2. `Secret 令牌`：填上面的密钥。\n3. `触发来源`：`推送事件` 和 `标签推送事件`。\n然后点 `测试 → 推送事件`。',
  GITEA:
    '在仓库中：`设置 → Web 钩子 → 添加 Web 钩子 → Gitea`。\n1. `目标 URL`：填上面的地址。\n2. `HTTP 方法`：`POST`；`POST Content Type`：`application/json`。\n3. `密钥文本`：填上面的密钥。\n4. `触发条件`：`推送事件`。',
  GITEE:
    '在仓库中：`管理 → WebHooks → 添加`。\n1. `URL`：填上面的地址。\n2. `密码`，或更好地用签名密钥：填上面的密钥。\n3. 选 `Push` 和 `Tag Push`。',
  PLAIN:
    '向上面的地址 POST JSON，例如 `{json}`，并带上请求头 `X-Sendoff-Signature: t=SECONDS,v1=HEX`。`SECONDS` 是 1970 年以来的秒数，`HEX` 是以密钥对“秒数、英文句点、请求体”计算的 `HMAC-SHA256`。在 shell 中的写法见 `docs/webhooks-in.md`。',
}

export const arrivalOutcome = {
  ACCEPTED: '已发布',
  IGNORED: '无需处理',
  REFUSED: '已拒绝',
}
