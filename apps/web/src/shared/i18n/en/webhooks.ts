export const webhooks = {
  title: 'Incoming webhooks',
  short: 'Webhooks',
  about:
    'A push of a branch or a tag begins a release. The host of the repository sends it here, signed; locks, windows, freezes and approvals hold as for any other release.',
  noEnvironment: 'Add an environment first: a webhook ships to one.',
  empty: 'No push ships anything yet',
  emptyHint:
    'Add a webhook, then enter its address and its secret at GitHub, GitLab, Gitea, Gitee or in a script of your own.',
  add: 'Add webhook',
  edit: 'Edit webhook',
  name: 'Name',
  nameHint: 'The activity names it with each release that it makes.',
  provider: 'Who sends',
  inTheNameOf: 'in the name of {name}',
  inYourName: 'Its releases are made in your name, with the rights that you have at that moment.',
  rules: 'What ships where',
  rulesHint: '* stands for anything but a slash, ** for anything, ? for one character.',
  ruleKind: 'Branch or tag',
  BRANCH: 'Branch',
  TAG: 'Tag',
  pattern: 'Pattern',
  environment: 'Environment',
  environmentGone: 'removed',
  allEnvironments: 'All environments',
  addRule: 'Add rule',
  enabled: 'Switched on',
  off: 'off',
  last: 'Last message',
  log: 'Messages',
  logOf: 'Messages to {name}',
  logAbout: 'The last hundred. The same refusal is written down once a minute.',
  logEmpty: 'Nothing came yet',
  logEmptyHint: 'Send a test from the settings of the repository, or push.',
  setUp: 'Set up',
  setUpOf: 'Set up {name}',
  address: 'Address',
  copyAddress: 'Copy address',
  secret: 'Secret',
  copySecret: 'Copy secret',
  shownOnce: 'Copy it now: it is stored sealed and not shown again.',
  secretHidden: 'It is stored sealed and cannot be shown. A new one replaces it.',
  renew: 'Renew secret',
  renewText: 'What is signed with the former secret is refused from that moment on.',
  removeAsk: 'Delete {name}?',
  removeText: 'Its address answers nobody any more, and what came to it is forgotten. Releases stay.',
} as const

export const hookProvider = {
  GITHUB: 'GitHub',
  GITLAB: 'GitLab',
  GITEA: 'Gitea or Forgejo',
  GITEE: 'Gitee',
  PLAIN: 'Anything else that signs',
} as const

export const webhookSteps = {
  GITHUB:
    'In the repository: `Settings → Webhooks → Add webhook`.\n1. `Payload URL`: the address above.\n2. `Content type`: `application/json`.\n3. `Secret`: the secret above.\n4. `Just the push event`.\nA ping comes at once and appears among the messages.',
  GITLAB:
    'In the project: `Settings → Webhooks → Add new webhook`.\n1. `URL`: the address above.\n2. `Secret token`: the secret above.\n3. `Trigger`: `Push events` and `Tag push events`.\nThen `Test → Push events`.',
  GITEA:
    'In the repository: `Settings → Webhooks → Add webhook → Gitea`.\n1. `Target URL`: the address above.\n2. `HTTP method`: `POST`; `POST content type`: `application/json`.\n3. `Secret`: the secret above.\n4. `Trigger on`: `Push events`.',
  GITEE:
    'In the repository: `Manage → WebHooks → Add`.\n1. `URL`: the address above.\n2. `Password`, or better the signing key: the secret above.\n3. `Push` and `Tag Push`.',
  PLAIN:
    'POST JSON such as `{json}` to the address, with the header `X-Sendoff-Signature: t=SECONDS,v1=HEX`. `SECONDS` is the Unix time, `HEX` the HMAC-SHA256, keyed by the secret, of the seconds, a full stop and the body. The lines for a shell are in `docs/webhooks-in.md`.',
} as const

export const arrivalOutcome = {
  ACCEPTED: 'Released',
  IGNORED: 'Nothing to do',
  REFUSED: 'Refused',
} as const
