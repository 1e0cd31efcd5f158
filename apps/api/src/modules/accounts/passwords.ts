import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

// OWASP's scrypt setting of 32 MiB (N = 2^15, r = 8, p = 3); the numbers travel with the hash, so they may be raised later.
const COST = { N: 2 ** 15, r: 8, p: 3 }
const NO_SALT = Buffer.alloc(16).toString('base64url')
const NO_HASH = Buffer.alloc(32).toString('base64url')
const MAX_AT_ONCE = 2

let running = 0
const waiting: (() => void)[] = []

/** At most two at once: a flood of sign-ins must not take all memory or the whole thread pool. */
async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize('NFC'), salt, 32, { ...cost, maxmem: 256 * 1024 * 1024 }, (error, key) =>
        error ? reject(error) : resolve(key),
      )
    })
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

export function createPasswords(cost = COST) {
  return {
    /** `scrypt$N$r$p$salt$hash`. */
    async hash(password: string): Promise<string> {
      const salt = randomBytes(16)
      const key = await derive(password, salt, cost)
      return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
    },

    /** Null stands for a user who does not exist: it takes as long as for one who does, and is never true. */
    async match(password: string, stored: string | null): Promise<boolean> {
      const [, N, r, p, salt, hash] =
        stored?.split('$') ?? ['scrypt', cost.N, cost.r, cost.p, NO_SALT, NO_HASH].map(String)
      if (!salt || !hash) return false
      const key = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
      const expected = Buffer.from(hash, 'base64url')
      const equal = key.length === expected.length && timingSafeEqual(key, expected)
      return equal && stored !== null
    },
  }
}

export type Passwords = ReturnType<typeof createPasswords>

/** Twenty characters that are easy to read out: no 0/O, 1/l/I. */
export function randomPassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  return [...randomBytes(20)].map((byte) => letters[byte % letters.length]).join('')
}
