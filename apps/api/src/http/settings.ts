import type { SocketLimits } from '../graphql/transport/socket-limits.ts'

/** What the HTTP side must know of its surroundings. */
export interface HttpSettings {
  /** Where people reach this installation, such as https://ship.example.com; null: wherever the request says. */
  publicUrl: string | null
  /** Believe X-Forwarded-For, -Host and -Proto: only behind a proxy that sets them. */
  trustProxy: boolean
  /** The built page (apps/web/dist). */
  webDirectory: string | null
  sockets: SocketLimits
  /** What the page may know before anybody signs in; GET /config.json. */
  page: PageConfig
}

export interface PageConfig {
  version: string
  /** Of the diagram library; it is no secret, the library checks it in the browser. */
  gojsLicenseKey: string | null
}
