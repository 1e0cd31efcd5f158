export const replay = {
  title: '回放',
  play: '播放',
  pause: '暂停',
  speed: '速度',
  hint: '回放这次发布',
  position: '第 {seq} 个事件，共 {last} 个，{time}',
  failure: '跳到失败处',
  end: '退出回放',
}

export const eta = {
  left: '大约还需 {duration}',
  soon: '即将完成',
  longer: '比平时久',
  onceOn: '继续后还需 {duration}',
  usual: '通常 {duration}',
  of: '{elapsed}，通常约 {usual}',
}

export const changes = {
  title: '变更',
  first: '此前这里没有上线内容，将全部发布。以下是最近的提交。',
  same: '同一个提交此前已经上线。',
  since: '与此前线上版本相比：',
  takenBack: '撤回 {n} 个提交',
  truncated: '未全部列出，或者其中一个提交已不在仓库里。',
  gone: '其中一个提交已不在仓库里。',
  binary: '这不是文本文件。',
  noText: '没有不同的行。',
  patchCut: '其余部分太长，无法在这里显示。',
  ADDED: '新增',
  MODIFIED: '修改',
  REMOVED: '删除',
  TYPE_CHANGED: '文件类型改变',
}

export const logSearch = {
  copy: '复制显示的内容',
  elsewhere: '其他步骤中还有 {n} 行：',
  whole: '整个日志中有 {n} 行：',
  more: '以及另外 {n} 个步骤',
}

export const watching = {
  label: '正在查看：{names}',
  more: '+{n}',
}

export const folding = {
  by: '服务器分组',
  all: '合为一组',
  label: '按标签',
  state: '按状态',
  search: '查找服务器',
  filter: '显示哪些服务器',
  filters: { all: '全部', failed: '失败', running: '未完成', done: '已完成' },
  more: '显示更多，还有 {n} 台',
  none: '没有符合条件的服务器。',
}
