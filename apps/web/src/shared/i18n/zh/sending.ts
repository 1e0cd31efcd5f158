export const sending = {
  SOONER: {
    WHOLE: '完整发送：以 {speed} 约需 {whole}，查找缺少的部分需 {missing}',
    MISSING: '只发送缺少的部分：以 {speed} 约需 {missing}，完整发送需 {whole}',
  },
  LINK_UNKNOWN: '只发送缺少的部分：尚不知道链路速度',
  NOTHING_THERE: '完整发送：服务器上没有更早的构建',
  LITTLE_SAVED: '完整发送：大部分都缺少，或构建很小',
  NO_ROOM: '完整发送：磁盘空间不足以拼合',
  NOT_TOLD: '完整发送：无法得知服务器上已有什么',
  NOT_REBUILT: '完整发送：服务器上的内容与发布时不同',
}
