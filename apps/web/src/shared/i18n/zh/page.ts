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
  usual: '通常 {duration}',
  of: '{elapsed}，通常约 {usual}',
}
