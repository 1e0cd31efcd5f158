/** Seals short secrets under the master key. `context` is bound in: what was sealed for one purpose opens for no other. */
export interface SecretSealer {
  seal(plain: string, context: string): string
  /** @throws when the text was changed, or sealed under another key or for another context */
  open(sealed: string, context: string): string
  /** The same for the same text as long as the newest key is the same; tells nothing about the text. */
  fingerprint(text: string): string
}

/** Looks into a private key (PEM or OpenSSH) before it is saved. */
export interface PrivateKeyInspector {
  /** `fingerprint` is that of the public key (SHA256:…). A problem says which field it is about and what to do. */
  inspect(
    privateKey: string,
    passphrase: string | null,
  ): { fingerprint: string } | { field: 'privateKey' | 'passphrase'; problem: string }
}

/** A credential with its secrets in the clear; lives in memory only while a connection is made. */
export type OpenCredential =
  | { id: string; kind: 'PASSWORD'; username: string; password: string }
  | { id: string; kind: 'PRIVATE_KEY'; username: string; privateKey: string; passphrase: string | null }
