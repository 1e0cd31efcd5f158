const CONTENT_POLICY = [
  "default-src 'self'",
  // Naive UI writes its styles into <style> elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]

/** The policy of a page; `scripts` are hashes of inline scripts, allowed besides files of our own. */
export const contentPolicy = (scripts: string[] = []) =>
  [...CONTENT_POLICY, `script-src 'self'${scripts.map((hash) => ` '${hash}'`).join('')}`].join('; ')

export function secureHeaders(headers: Headers, secure: boolean) {
  const set = (name: string, value: string) => {
    if (!headers.has(name)) headers.set(name, value)
  }
  set('x-content-type-options', 'nosniff')
  set('referrer-policy', 'same-origin')
  set('x-frame-options', 'DENY')
  set('cross-origin-opener-policy', 'same-origin')
  set('cross-origin-resource-policy', 'same-origin')
  set('content-security-policy', contentPolicy())
  if (secure) set('strict-transport-security', 'max-age=31536000')
}
