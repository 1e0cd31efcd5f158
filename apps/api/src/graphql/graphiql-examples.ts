/** A small flow: an operator looks at it, then a command runs. */
const tidyUp = {
  nodes: [
    { id: 'start', kind: 'START', title: 'Asked for', x: 0, y: 0 },
    {
      id: 'check',
      kind: 'APPROVAL',
      title: 'Look',
      x: 240,
      y: 0,
      people: [{ kind: 'ROLE', role: 'OPERATOR' }],
      rule: { kind: 'ANY' },
    },
    {
      id: 'end',
      kind: 'END',
      title: 'Done',
      x: 480,
      y: 0,
      outcome: 'APPROVED',
      action: { kind: 'RUN_COMMAND', command: '', field: 'where' },
    },
  ],
  links: [
    { id: 'a', from: 'start', to: 'check', position: 0 },
    { id: 'b', from: 'check', to: 'end', position: 0 },
  ],
  form: [{ name: 'where', kind: 'SERVERS', title: 'Where', required: true, multiple: true }],
}

/** What GraphiQL shows when it is opened first. A test checks that every example fits the schema. */
export const exampleTabs: { query: string; variables?: string }[] = [
  {
    query: `# Who you are, and what is there. Run it with Ctrl+Enter.
query Overview {
  viewer { username role }
  projects(first: 10) {
    nodes { id title environments { id name kind path } }
  }
  servers(first: 10) {
    nodes { id name host port hostKeyFingerprint }
  }
}
`,
  },
  {
    query: `# The last releases. Copy an id for the next tabs.
query LastReleases {
  releases(first: 5) {
    nodes {
      id
      number
      status
      revision
      commit
      headSeq
      environment { name }
      steps { key kind status message }
    }
  }
}
`,
  },
  {
    query: `# Tickets that wait for you, why they wait, and who else could let them go on.
query MyTasks {
  taskCount { pending }
  tickets(filter: { scope: MY_TASKS }) {
    nodes {
      id
      number
      title
      status
      round
      initiator { displayName }
      myTasks { id nodeId round }
      waitingFor { nodeId reason users { displayName } since }
    }
  }
}

# Decide one of them. Sent again under the same clientId, it is the same decision.
mutation Decide($input: DecideInput!) {
  decide(input: $input) { number status myTasks { id } }
}

# A ticket's history, live and without a gap.
subscription History($ticketId: ID!) {
  ticketEvents(ticketId: $ticketId, after: 0) { seq at kind ticketStatus message hash }
}
`,
    variables:
      '{\n  "input": { "taskId": "", "decision": "APPROVE", "round": 1, "clientId": "my-first-decision" },\n  "ticketId": ""\n}',
  },
  {
    query: `# What is wrong with a flow that nobody has saved: here its command, until "command" says something.
query CheckFlow($flow: FlowDefinitionInput!) {
  checkFlow(input: $flow) { severity code nodeId field message }
}

# The flows that take tickets, and what their ends do.
query Flows {
  flows { id title state version published { nodes { kind title outcome action { kind automatic field } } } }
}

# Open a ticket. Sent again under the same clientId, it is the same ticket.
mutation OpenTicket($ticket: OpenTicketInput!) {
  openTicket(input: $ticket) { id number status waitingFor { users { displayName } } }
}

# Once it is approved: do what it is for, and look at what came of it.
mutation Start($ticketId: ID!) {
  startTicketAction(id: $ticketId) { status action { state } }
}
query Outcome($ticketId: ID!) {
  ticket(id: $ticketId) { status action { state message results { name code output problem } } }
}
`,
    variables: JSON.stringify(
      { flow: tidyUp, ticket: { flowId: '', title: 'Tidy up', form: {}, clientId: 'my-first-ticket' }, ticketId: '' },
      null,
      2,
    ),
  },
  {
    query: `# Rooms, and what was said last in the one where everybody is.
query Rooms {
  rooms { id name isMember unreadCount }
  room(name: "general") {
    id
    messages(first: 10) {
      headSeq
      epoch
      messages { seq author { displayName } text sentAt }
    }
  }
}
`,
  },
  {
    query: `# A room, live. Send a message from another tab.
subscription Room($roomId: ID!) {
  roomEvents(roomId: $roomId) { seq kind message { author { displayName } text } }
}
`,
    variables: '{\n  "roomId": ""\n}',
  },
  {
    query: `# Say something.
mutation Say($input: SendMessageInput!) {
  sendMessage(input: $input) { id seq }
}
`,
    variables: '{\n  "input": { "roomId": "", "text": "Hello from GraphiQL" }\n}',
  },
  {
    query: `# Ship a revision to an environment.
mutation Ship($input: CreateReleaseInput!) {
  createRelease(input: $input) { id number status headSeq }
}
`,
    variables: '{\n  "input": { "environmentId": "", "revision": "main" }\n}',
  },
  {
    query: `# Follow a release live: after = 0 tells everything from its beginning, null only what comes.
subscription Follow($releaseId: ID!) {
  releaseEvents(releaseId: $releaseId, after: 0) {
    seq
    at
    kind
    releaseStatus
    stepKey
    stepStatus
    message
  }
}
`,
    variables: '{\n  "releaseId": ""\n}',
  },
  {
    query: `# Run a command on servers. Where they serve PRODUCTION the answer says how to confirm it.
mutation Run($input: RunCommandInput!) {
  runCommand(input: $input) { id number state servers { serverId name state } }
}

# What each of them prints: stepKey is the id of the server.
subscription Output($runId: ID!) {
  commandOutput(runId: $runId, after: 0) { seq stepKey stream text }
}
`,
    variables: '{\n  "input": { "serverIds": [""], "command": "uptime", "timeoutSeconds": 30 },\n  "runId": ""\n}',
  },
  {
    query: `# How servers stand, and the last half hour of their processors.
query Servers {
  servers(first: 20) {
    nodes { id name monitoring { state values { key unit value } recent(keys: ["cpu"], minutes: 30) { times mean max } } }
  }
}

# The same, live: every second while somebody looks.
subscription Figures($serverIds: [ID!]!) {
  serverMetrics(serverIds: $serverIds) { at servers { serverId state values { key value } } }
}

# What an application's probes say, live.
subscription Numbers($environmentId: ID!) {
  probeMetrics(environmentId: $environmentId) { at probes { probeId value sampledAt problem } }
}
`,
    variables: '{\n  "serverIds": [""],\n  "environmentId": ""\n}',
  },
  {
    query: `# Ask everybody; sent again under the same clientId, it is the same poll.
mutation AskEverybody($poll: CreatePollInput!) {
  createPoll(input: $poll) { id options { id text } }
}

mutation Vote($pollId: ID!, $optionIds: [ID!]!) {
  vote(pollId: $pollId, optionIds: $optionIds) { id state }
}

# How it stands, live. Numbers come when they may be seen.
subscription Tally($pollId: ID!) {
  pollTally(pollId: $pollId) { revision state respondentCount eligibleCount counts { optionId count } }
}
`,
    variables: JSON.stringify(
      {
        poll: { question: 'Ship on Friday?', options: ['Yes', 'No'], open: true, clientId: 'my-first-poll' },
        pollId: '',
        optionIds: [''],
      },
      null,
      2,
    ),
  },
  {
    query: `# What is in a folder of a server; left out, the path is the home folder.
query Files($serverId: ID!, $path: String) {
  serverFiles(serverId: $serverId, path: $path) {
    path
    production
    files { name path kind size modifiedAt mode owner target }
  }
}

# A text with its version: pass it to saveTextFile, which refuses when somebody was faster.
query Text($serverId: ID!, $textPath: String!) {
  readTextFile(serverId: $serverId, path: $textPath) { text version octal }
}
`,
    variables: '{\n  "serverId": "",\n  "path": "/etc",\n  "textPath": "/etc/hostname"\n}',
  },
  {
    query: `# Everything that happens anywhere, from now on.
subscription Activity {
  activity {
    seq
    at
    kind
    actor
    message
  }
}

# What people did to releases and servers so far, and what it changed.
query Lines($filter: ActivityFilter) {
  activityLines(first: 20, filter: $filter) { totalCount nodes { seq at kind message } }
}
`,
    variables: '{\n  "filter": { "kinds": ["release", "server"] }\n}',
  },
]
