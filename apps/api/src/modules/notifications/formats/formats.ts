import type { NotificationFormat } from '../../../platform/database/generated/client/enums.ts'
import { dingtalk } from './dingtalk.ts'
import { feishu } from './feishu.ts'
import type { Format } from './format.ts'
import { slack } from './slack.ts'
import { webhook } from './webhook.ts'
import { wecom } from './wecom.ts'

export const formats: Record<NotificationFormat, Format> = {
  WEBHOOK: webhook,
  DINGTALK: dingtalk,
  FEISHU: feishu,
  WECOM: wecom,
  SLACK: slack,
}
