/** All that is needed to reach a server, secrets in the clear: for adapters, for the length of a connection. */
export interface ServerAddress {
  id: string
  name: string
  host: string
  port: number
  username: string
  auth: { password: string } | { privateKey: string; passphrase?: string }
  /** SHA256:…; null as long as nobody has trusted a key: then no connection goes past the key exchange. */
  hostKeyFingerprint: string | null
  /** The server to go through, with its own jump if it has one. */
  jump: ServerAddress | null
}

export interface ServerFacts {
  os: string
  kernel: string
  cpus: number
  memoryBytes: number
  /** Absent in checks that were made before it was looked for. */
  aria2?: boolean
}

/** Connects, verifies the pinned key, signs in and looks around; everything that can go wrong is part of the answer. */
export interface ServerProber {
  probe(address: ServerAddress, options: { signal?: AbortSignal }): Promise<ServerProbe>
}

export interface ServerProbe {
  ok: boolean
  /** For programs; null when ok. HOST_KEY_UNKNOWN and HOST_KEY_CHANGED are about this server, never about its jump. */
  code: string | null
  /** For people: what was found, or what is wrong and what to do. */
  message: string
  /** The key that this server itself showed; null when the connection did not get that far. */
  hostKeyFingerprint: string | null
  facts: ServerFacts | null
}

/** Puts programs on servers that releases can make use of. */
export interface ProgramInstaller {
  /** Null when it is there. Ends by itself, however long its caller waits. */
  installAria2(address: ServerAddress): Promise<InstallFailure | null>
}

export interface InstallFailure {
  /** REFUSED: the server was reached, and it could not be done there. */
  code: 'HOST_KEY_UNKNOWN' | 'HOST_KEY_CHANGED' | 'UNREACHABLE' | 'REFUSED'
  /** For people: what is wrong and what to do. */
  message: string
}
