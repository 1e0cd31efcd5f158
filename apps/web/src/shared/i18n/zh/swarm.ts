export const swarm = {
  title: '点对点',
  strip: '平台发送 {platform}，服务器互传 {peers}',
  part: '角色',
  received: '已接收',
  given: '已互传',
  progress: '{server} 的进度',
  of: '{received}，共 {all}',
  TAKES: '接收中',
  SEEDS: '供种中',
  HAS: '已完整接收',
  IS_SENT: '由平台直接发送中',
  WAS_SENT: '已由平台直接发送',
  meter: '平台发送量与逐台发送总量之比',
  platform: '平台发送 {platform}',
  peers: '服务器之间互传 {peers}',
  star: '若逐台发送：{n} 台服务器共 {star}',
}

export const peers = {
  installed: '可用：已安装 aria2',
  missing: '不可用：未安装 aria2',
  install: '安装 aria2',
  installing: '正在安装……',
  installHint: '使用服务器自身的包管理器安装，需要管理员账户或免密提权。该工具仅在发布期间运行。',
}

export const distribution = {
  title: '分发',
  hint: '服务器安装 aria2 后可以互相传输构建，平台只需发送约两份，而不是每台服务器一份。',
  peerToPeer: '点对点传输',
  AUTO: '值得时启用：至少 8 台已安装 aria2 的服务器且构建不小于 20 兆字节',
  ALWAYS: '始终启用：至少两台已安装 aria2 的服务器',
  NEVER: '从不启用：由平台逐台发送',
  portRange: '服务器端口',
  portRangeHint: '其他服务器须能通过其中一个端口访问每台服务器。',
  uploadLimit: '每台服务器的最大上传速度（千字节每秒）',
  uploadLimitHint: '0：不限制。',
  encryption: '加密服务器之间传输的内容',
}
