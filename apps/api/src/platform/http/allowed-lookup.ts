import type { LookupAddress, LookupOptions, lookup } from 'node:dns'
import { isForbiddenAddress } from '../../modules/kernel/forbidden-addresses.ts'

/** Only addresses where Sendoff never connects were found. */
export class Forbidden extends Error {}

/** A look-up of names for a request: judged by the very address that is connected to, so that a name can't change in between. */
export function allowedLookup(resolve: typeof lookup) {
  return (
    host: string,
    options: LookupOptions,
    done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    resolve(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, '')
      const allowed = addresses.filter(({ address }) => !isForbiddenAddress(address))
      const [first] = allowed
      if (!first) return done(new Forbidden(), '')
      if (options.all) done(null, allowed)
      else done(null, first.address, first.family)
    })
  }
}
