/** What to tell people of a call that got no answer. Names the host at most: the rest of an address may be secret. */
const problems: Record<string, string> = {
  ENOTFOUND: 'The host name is not known.',
  EAI_AGAIN: 'The host name could not be looked up just now.',
  ECONNREFUSED: 'The receiver refused the connection.',
  ECONNRESET: 'The receiver closed the connection before it answered.',
  EPIPE: 'The receiver closed the connection before it answered.',
  EHOSTUNREACH: 'No way leads to the receiver.',
  ENETUNREACH: 'No way leads to the receiver.',
  ETIMEDOUT: 'The connection timed out.',
  CERT_HAS_EXPIRED: "The receiver's certificate has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The receiver's certificate is for another host name.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The receiver's certificate is signed by nobody whom this server trusts.",
  SELF_SIGNED_CERT_IN_CHAIN: "The receiver's certificate is signed by nobody whom this server trusts.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The receiver's certificate is signed by nobody whom this server trusts.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The receiver's certificate is signed by nobody whom this server trusts.",
  EPROTO: 'The receiver does not speak TLS there. Is it http:// instead of https://?',
}

export function describeProblem(error: unknown): string {
  const { code } = error as { code?: unknown }
  const known = typeof code === 'string' ? (problems[code] ?? (code.startsWith('ERR_SSL') && problems.EPROTO)) : null
  return known || `The call failed${typeof code === 'string' ? ` (${code})` : ''}.`
}
