const MOST = 300

/** What a server wrote, fit for a sentence of ours: one short line that can be stored, without control characters. */
export const foreignText = (text: string): string =>
  text
    .slice(0, MOST)
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '?')
    .replace(/\p{Surrogate}/gu, '?')
