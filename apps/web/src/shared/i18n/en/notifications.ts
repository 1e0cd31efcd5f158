export const notifications = {
  about:
    'Tells chats and other programs when something is released or locked. A receiver that is slow or away never holds up a release.',
  onlyOperators: 'Only operators and admins see notifications.',
  empty: 'Nobody is notified yet',
  emptyHint: 'Add a group in DingTalk, Feishu, WeCom or Slack, or an address of your own.',
  add: 'Add notification',
  edit: 'Edit notification',
  name: 'Name',
  nameHint: 'Where it goes, such as the name of the group.',
  format: 'Format',
  url: 'Address',
  urlHint: 'Stored sealed and never shown again.',
  urlStored: 'Leave it empty to keep {url}.',
  secret: 'Secret',
  secretOwn: 'A long random text that the receiver knows too. With it each message is signed.',
  secretTheirs: 'Only if you chose signature verification for the robot.',
  secretStored: 'Leave it empty to keep the stored one.',
  secretRemove: 'Sign nothing any more',
  project: 'Project',
  allProjects: 'All projects',
  events: 'What it is told',
  language: 'Language of the messages',
  enabled: 'Switched on',
  off: 'off',
  what: 'Told of',
  eventCount: '{n} event | {n} events',
  last: 'Last delivery',
  waiting: '{n} waits | {n} wait',
  test: 'Test',
  testOf: 'Test {name}',
  testing: 'Sending a test and waiting for the answer…',
  testWell: 'The receiver took it. Look there: the message should have arrived.',
  testBad: 'The receiver did not take it. Nothing else was sent.',
  testAgain: 'Test again',
  log: 'Deliveries',
  logOf: 'Deliveries to {name}',
  logEmpty: 'Nothing was sent yet',
  logEmptyHint: 'What is sent stays here for 30 days.',
  redeliver: 'Send again',
  attempts: 'not tried yet | tried once | tried {n} times',
  nextTry: 'next try',
  noAnswer: 'No answer',
  status: 'HTTP status {status}',
  duration: '{ms} ms',
  removeAsk: 'Delete {name}?',
  removeText: 'Nothing is sent there any more, and its deliveries are forgotten.',
} as const

export const hookFormat = {
  DINGTALK: 'DingTalk robot',
  FEISHU: 'Feishu or Lark bot',
  WECOM: 'WeCom robot',
  SLACK: 'Slack incoming webhook',
  WEBHOOK: 'Webhook (JSON)',
} as const

export const hookSteps = {
  DINGTALK:
    'In the DingTalk group: Settings → Bots → Add Robot → Custom. As its security setting choose "Additional signature" and enter that secret (it begins with SEC) below. Then copy the address, which begins with https://oapi.dingtalk.com/robot/send.',
  FEISHU:
    'In the Feishu or Lark group: Settings → Bots → Add Bot → Custom Bot. Under its security settings choose signature verification and enter that secret below. Then copy the address, which begins with https://open.feishu.cn/open-apis/bot/v2/hook/.',
  WECOM:
    'In the WeCom group: the menu at the top right → Group robots → Add → New robot. Then copy the address, which begins with https://qyapi.weixin.qq.com/cgi-bin/webhook/send.',
  SLACK:
    'On api.slack.com/apps choose or create an app, switch on Incoming Webhooks, add one to the channel, and copy its address, which begins with https://hooks.slack.com/services/. Mattermost and others that understand the same work too.',
  WEBHOOK:
    'Any address that takes a POST with JSON and answers with a 2xx status. The documentation says what the body holds and how to check the signature.',
} as const

export const hookEvent = {
  RELEASE_QUEUED: 'Release queued',
  RELEASE_WAITING_APPROVAL: 'Release waits for approval',
  RELEASE_STARTED: 'Release started',
  RELEASE_SUCCEEDED: 'Release succeeded',
  RELEASE_FAILED: 'Release failed',
  RELEASE_CANCELLED: 'Release cancelled',
  RELEASE_ROLLED_BACK: 'Rolled back',
  TRAIN_WAITING_APPROVAL: 'Train waits for approval',
  TRAIN_SUCCEEDED: 'Train succeeded',
  TRAIN_FAILED: 'Train failed',
  TRAIN_CANCELLED: 'Train cancelled',
  TRAIN_ROLLED_BACK: 'Train rolled back',
  ENVIRONMENT_LOCKED: 'Environment locked',
  ENVIRONMENT_UNLOCKED: 'Environment unlocked',
  DRIFT_FOUND: 'Drift found',
  SERVER_ALARM: 'Server alarm',
  SERVER_RECOVERED: 'Server recovered',
  TICKET_WAITING: 'Ticket waits for a decision',
  TICKET_REMINDED: 'Ticket reminded',
  TICKET_HELD: 'Ticket held',
  TICKET_NOTICE: 'Told of a ticket',
  TICKET_DECIDED: 'Ticket decided',
  TEST: 'Test',
} as const

export const deliveryState = {
  WAITING: 'Waiting',
  DELIVERED: 'Delivered',
  FAILED: 'Failed',
} as const
