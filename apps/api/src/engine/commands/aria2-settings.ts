import type { DistributionSetting } from '../distribution.ts'

export interface Aria2Settings extends Omit<DistributionSetting, 'peerToPeer'> {
  /** It ends by itself after so long, whatever happens. */
  mostSeconds: number
}

/**
 * The lines of a server's aria2 configuration, apart from those that only the server knows. Peers come from our tracker and
 * from nowhere else; nothing of the user's own aria2 is read or written.
 */
export const aria2Settings = (p: Aria2Settings): string[] => [
  'enable-dht=false',
  'enable-dht6=false',
  'bt-enable-lpd=false',
  'enable-peer-exchange=false',
  'no-netrc=true',
  'no-proxy=*',
  `listen-port=${p.portRange}`,
  `max-overall-upload-limit=${p.uploadLimitKb}K`,
  `bt-require-crypto=${p.encryption}`,
  `bt-min-crypto-level=${p.encryption ? 'arc4' : 'plain'}`,
  'bt-max-peers=10',
  // While all that comes is slower than this, more peers than those are asked.
  'bt-request-peer-speed-limit=10M',
  'bt-tracker-interval=2',
  'bt-tracker-connect-timeout=5',
  'bt-tracker-timeout=5',
  'seed-ratio=0.0',
  `stop=${p.mostSeconds}`,
  'file-allocation=none',
  'disk-cache=0',
  'summary-interval=1',
  'human-readable=false',
  'show-console-readout=false',
  'console-log-level=warn',
  'enable-color=false',
  'download-result=hide',
  `gid=${WHOLE}`,
  'on-bt-download-complete=touch',
]

/** aria2 hands its own name for the download to the program that it starts when all of it is there: here, a file's name. */
export const WHOLE = '00000000000000aa'
