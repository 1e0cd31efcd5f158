export const transfer = {
  column: '已发送',
  reused: '{reused} 服务器上已有',
  total: '全部服务器：已发送 {sent}，{reused} 原本就在服务器上。',
}
