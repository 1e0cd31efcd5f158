export const command = {
  title: '命令的结果',
  onlyYou: '只有您能看到',
  running: '正在处理…',
  suggestion: '命令',
  dismiss: '关闭结果',
  unknown: '没有 /{name} 这个命令。输入 /help 查看所有命令。',
  incomplete: '请这样写：{usage}',
  noProject: '没有名为“{name}”的项目。',
  noEnvironment: '{project} 没有名为“{name}”的环境。',
  ambiguous: '“{name}”可能指多个：{choices}。请写全名。',
  near: '您是指 {choices} 吗？',
  choices: '现有：{choices}。',
  releaseAsk: '要将 {project} 的 {revision} 发布到 {environment} 吗？',
  releaseText: '这是生产环境，共 {servers}。当前线上：{live}。',
  releaseOf: '#{number}（{revision}）',
  nothing: '无',
  started: '已创建发布 #{number}，其卡片在项目的聊天室中。',
  dropped: '什么都没有做。',
  live: '{where}：线上为 {release}',
  nothingLive: '{where}：尚未上线',
  under: '{where}：{release}',
  locked: '{where}：已锁定，{reason} {by}',
  noEnvironments: '还没有环境。',
  more: '…另有 {n} 项',
  who: '没有人在线。 | 1 人在线：{names} | {n} 人在线：{names}',
}

export const commandHelp = {
  release: '发布分支、标签或提交',
  rollback: '恢复到之前的线上版本',
  status: '查看线上版本、正在运行的发布和锁定',
  poll: '向聊天室发起投票；问题之后写选项，用 | 分隔',
  who: '查看谁在聊天室里',
  help: '列出所有命令；以两个斜杠开头可发送以斜杠开头的消息',
}

export const thread = {
  title: '讨论',
  empty: '还没有人讨论这次发布。',
  write: '讨论这次发布…',
  send: '发送',
  inRoom: '在聊天室中查看',
  room: '聊天室',
  join: '加入聊天室后即可查看和发言',
  older: '显示更早的回复',
  deleted: '已删除',
  edited: '已编辑',
  lost: '无法读取讨论。',
}

export const cancelChoice = {
  title: '已切换的服务器',
  keep: '保留新版本',
  rollBack: '恢复到之前的版本',
}
