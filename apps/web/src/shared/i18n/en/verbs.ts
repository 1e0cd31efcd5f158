/** What can be done with a ticket or a task of one. */
export const verb = {
  approve: 'Approve',
  reject: 'Reject',
  transfer: 'Hand over',
  delegate: 'Ask for advice',
  addSigner: 'Add a signer',
  sendBack: 'Send back',
  submit: 'Submit',
  urge: 'Urge',
  copy: 'Show to others',
  withdraw: 'Withdraw',
  cancel: 'Cancel the ticket',
  assign: 'Name people',
  revoke: 'Revoke',
  remove: 'Delete the draft',
} as const

export const verbAsk = {
  approve: 'Approve ticket #{number}?',
  reject: 'Reject ticket #{number}?',
  transfer: 'Hand your decision over?',
  delegate: 'Ask somebody for advice?',
  addSigner: 'Add somebody who must sign?',
  sendBack: 'Send ticket #{number} back?',
  submit: 'Submit ticket #{number}?',
  urge: 'Urge those whom it waits for?',
  copy: 'Show ticket #{number} to others?',
  withdraw: 'Withdraw ticket #{number}?',
  cancel: 'Cancel ticket #{number}?',
  assign: 'Who is to decide?',
  revoke: 'Revoke the approval of ticket #{number}?',
  remove: 'Delete this draft?',
} as const

export const adviceAsk = {
  approve: 'Advise to approve ticket #{number}?',
  reject: 'Advise to reject ticket #{number}?',
} as const

export const verbText = {
  approve: 'You approve “{node}”, as the ticket stands now.',
  reject: 'You reject “{node}”. Your reason is shown to everybody who sees the ticket.',
  transfer: 'Somebody else decides “{node}” instead of you.',
  delegate: 'Somebody looks at “{node}” and advises you; you still decide, and need not wait for it.',
  addSigner: 'Whoever you add must agree at “{node}” as well.',
  sendBack: 'What was decided since then is void, and it comes by here again.',
  submit: 'It sets off through its flow, and others can see it.',
  urge: 'They get a reminder; at most once in ten minutes.',
  copy: 'They see the ticket from now on, and decide nothing.',
  withdraw: 'It ends here; nobody is asked any more.',
  cancel: 'It ends here, for everybody to see by whom and why.',
  assign: 'Nobody is left who may decide. Whoever you name is asked instead.',
  revoke: 'What was approved may no longer begin.',
  remove: 'Nobody else has seen it.',
} as const

export const history = {
  OPENED: '{by} opened the ticket',
  SUBMITTED: '{by} submitted it again',
  TOKENS_MOVED: 'It went on',
  NODE_ENTERED: '“{node}” asks {people}',
  NOTIFIED: '{people} were told at “{node}”',
  TASKS_ADDED: '{by} asked {people} at “{node}”',
  PEOPLE_ASSIGNED: '{by} named {people} for “{node}”',
  NODE_HELD: '“{node}” is held: nobody is left who may decide',
  ESCALATED: '“{node}” asks {people} too: its time is over',
  SENT_BACK: '{by} sent it back',
  STARTED_OVER: 'What is to be approved has changed: all decisions are void',
  CONSUMED: 'What was approved has begun',
  COMMENTED: '{by}',
  URGED: '{by} urged {people}',
  COPIED: '{by} showed it to {people}',
} as const

export const historyTask = {
  BLOCKED: '{people}: not yet asked at “{node}”',
  PENDING: '“{node}” asks {people}',
  WAITS_FOR_ADDED: '{people}: others sign first at “{node}”',
  APPROVED: '{by} approved “{node}”',
  REJECTED: '{by} rejected “{node}”',
  TRANSFERRED: '{by} handed “{node}” over',
  DELEGATED: '{by} asked for advice at “{node}”',
  SENT_BACK: '{by} sent “{node}” back',
  EXPIRED: '{people}: time was over at “{node}”',
  SKIPPED: '{people}: skipped at “{node}”',
  CLOSED: '{people}: no longer asked at “{node}”',
} as const

export const historyStep = {
  PASSED: '“{node}” is done',
  FAILED: '“{node}” was rejected',
  CLOSED: '“{node}” ended',
} as const

export const historyWhy = {
  RULE_MET: 'enough approvals',
  OUT_OF_REACH: 'enough approvals are out of reach',
  REJECTED: 'a rejection',
  VETOED: 'a veto',
  DEADLINE: 'its time was over',
  SENT_BACK: 'sent back',
  TICKET_ENDED: 'the ticket ended',
} as const

export const historyTimer = {
  REMIND_HALF: '{people} were reminded of “{node}”: half of its time is over',
  REMIND_NINE_TENTHS: '{people} were reminded of “{node}”: its time is nearly over',
  ESCALATE: 'The time of “{node}” is over: more people are asked',
  EXPIRE: 'The time of “{node}” is over',
} as const

export const historyEnd = {
  APPROVED: 'The ticket is approved',
  REJECTED: 'The ticket is rejected',
  EXPIRED: 'The ticket has expired',
  WITHDRAWN: '{by} withdrew the ticket',
  CANCELLED: '{by} cancelled the ticket',
  REVOKED: '{by} revoked the approval',
  LAPSED: 'The approval was not used in time',
} as const
