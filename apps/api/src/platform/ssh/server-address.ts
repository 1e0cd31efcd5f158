/** Everything needed to reach one server. Built per connection from sealed data; never stored or logged whole. */
export interface ServerAddress {
  id: string
  name: string
  /** Host name or IP address, without brackets. */
  host: string
  port: number
  username: string
  auth: ServerAuth
  /** The pinned host key as OpenSSH prints it: `SHA256:` and base64 without padding. Null: nothing is pinned yet. */
  hostKeyFingerprint: string | null
  /** The server whose connection carries this one. */
  jump: ServerAddress | null
}

export type ServerAuth = { password: string } | { privateKey: string; passphrase?: string }
