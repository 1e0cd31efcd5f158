import { RepositoryUnreachable } from '../../engine/errors.ts'
import type { RepositoryFailure } from '../../engine/repository.ts'
import type { RepositoryUrl } from '../../engine/repository-url.ts'

interface Sign {
  pattern: RegExp
  code: RepositoryFailure
  say: (url: RepositoryUrl) => string
}

const where = (url: RepositoryUrl) => (url.host ? `The host ${url.host}` : 'This machine')

/** What git and ssh print, first match wins, and what a person can do about it. */
const signs: Sign[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/i,
    code: 'HOST_KEY_CHANGED',
    say: (url) =>
      `${where(url)} shows another SSH key than before. Ask its administrator whether the key was changed; if so, remove the host’s line from mirrors/known_hosts in the data directory.`,
  },
  {
    pattern:
      /Could not resolve host|Name or service not known|nodename nor servname|Temporary failure in name resolution/i,
    code: 'NAME_NOT_FOUND',
    say: (url) => `The name of the host ${url.host} was not found. Check the address for a typing mistake.`,
  },
  {
    pattern:
      /Connection refused|Failed to connect|Couldn't connect|No route to host|Network is unreachable|unable to connect/i,
    code: 'REFUSED',
    say: (url) => `${where(url)} does not take connections. Check the address and port, and any firewall between.`,
  },
  {
    pattern: /timed out|Operation too slow|Timeout/i,
    code: 'TIMED_OUT',
    say: (url) => `${where(url)} did not answer in time. Check that it can be reached from here.`,
  },
  {
    pattern: /SSL certificate|certificate verif|SSL_ERROR|gnutls_handshake|server verification failed/i,
    code: 'CERTIFICATE',
    say: (url) =>
      `The certificate of ${url.host} was not accepted. Install its issuer on this machine (SSL_CERT_FILE).`,
  },
  {
    pattern:
      /Authentication failed|Permission denied \(|could not read (Username|Password)|terminal prompts disabled|Invalid username or|HTTP Basic: Access denied|returned error: 40[13]|Load key|incorrect passphrase/i,
    code: 'SIGN_IN_REFUSED',
    say: (url) =>
      `${where(url)} refused the sign-in. Choose a credential that may read this repository, or check its password, token or key.`,
  },
  {
    pattern:
      /not appear to be a git repository|Repository not found|repository '.*' not found|returned error: 404|not a git repository|No such file or directory|project you were looking for|Could not find repository|not valid: is this a git repository/i,
    code: 'NOT_A_REPOSITORY',
    say: () => 'There is no repository at this address, or the credential may not see it. Check the address.',
  },
  {
    pattern: /Permission denied/i,
    code: 'SIGN_IN_REFUSED',
    say: () => 'The repository may not be read by the user that Sendoff runs as. Give it the right to read.',
  },
]

/** Turns what git printed into one error that says what to do. */
export function translateFailure(url: RepositoryUrl, stderr: string): RepositoryUnreachable {
  const sign = signs.find((candidate) => candidate.pattern.test(stderr))
  if (sign) return new RepositoryUnreachable(sign.say(url), sign.code)
  return new RepositoryUnreachable(`Git could not read the repository: ${lastWords(stderr)}`, 'FAILED')
}

/** The last telling line, short enough for a message. */
export function lastWords(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const telling = lines.findLast((line) => /^(fatal|error):/i.test(line)) ?? lines.at(-1) ?? 'it gave no reason'
  return telling.replace(/^(fatal|error):\s*/i, '').slice(0, 300)
}
