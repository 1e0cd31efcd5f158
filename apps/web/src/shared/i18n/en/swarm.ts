export const swarm = {
  title: 'Peer-to-peer',
  strip: '{platform} from Sendoff, {peers} from each other',
  part: 'Part',
  received: 'Received',
  given: 'Given to others',
  progress: 'How far {server} is',
  of: '{received} of {all}',
  TAKES: 'takes',
  SEEDS: 'gives',
  HAS: 'has all',
  IS_SENT: 'is sent by Sendoff',
  WAS_SENT: 'was sent by Sendoff',
  meter: 'Sent by Sendoff, against a copy for each server',
  platform: '{platform} from Sendoff',
  peers: '{peers} from server to server',
  star: 'Without peers: {star} for {n} servers',
}

/** Whether a server can take part. */
export const peers = {
  installed: 'possible: aria2 is installed',
  missing: 'not possible: aria2 is not installed',
  install: 'Install aria2',
  installing: 'Installing …',
  installHint: "By the server's package manager, as root or by sudo without a password. It runs during releases only.",
}

export const distribution = {
  title: 'Distribution',
  hint: 'With aria2 on them, servers can take a build from each other, so that it leaves Sendoff about twice instead of once for each.',
  peerToPeer: 'Peer-to-peer',
  AUTO: 'Where it pays: from 8 servers with aria2 and 20 MB',
  ALWAYS: 'Always, from two servers with aria2',
  NEVER: 'Never: Sendoff sends it to each server',
  portRange: 'Ports of the servers',
  portRangeHint: 'Each server must be reached by the others on one of these.',
  uploadLimit: 'Most that a server gives, KB per second',
  uploadLimitHint: '0: all that its link takes.',
  encryption: 'Encrypt what servers send each other',
}
