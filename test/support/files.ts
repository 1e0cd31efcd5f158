import { crc32 } from 'node:zlib'
import type { Product } from './product.ts'

export interface SentPiece {
  path: string
  id?: string
  size: number
  offset?: number
  check?: string
  overwrite?: boolean
  confirmProduction?: boolean
}

/** The check of the bytes before `offset`, as docs/files.md has it. */
export const checkBefore = (whole: Buffer, offset: number) =>
  crc32(whole.subarray(Math.max(0, offset - 64 * 1024), offset))
    .toString(16)
    .padStart(8, '0')

/** A script's end of the files of a product's server. */
export function filesOf(product: Product, token = product.token, index = 0) {
  const serverId = product.serverIds[index] ?? ''
  const address = `${product.url}/servers/${serverId}/files`
  const headers = { authorization: `Bearer ${token}` }
  const query = (of: object) => new URLSearchParams(Object.entries(of).map(([key, value]) => [key, String(value)]))
  return {
    serverId,
    address,
    headers,
    get: (path: string, more: Record<string, string> = {}, method = 'GET') =>
      fetch(`${address}?${query({ path })}`, { method, headers: { ...headers, ...more } }),
    put: (piece: SentPiece, body: Buffer | ReadableStream) =>
      fetch(`${address}?${query({ id: 'one', ...piece })}`, {
        method: 'PUT',
        headers,
        body: body as never,
        duplex: 'half',
      } as RequestInit),
    state: async (piece: Pick<SentPiece, 'path' | 'id' | 'size'>) => {
      const answer = await fetch(`${address}?${query({ id: 'one', ...piece })}`, { headers })
      return (await answer.json()) as { offset: number }
    },
    ask: <T = Record<string, never>>(document: string, variables: object = {}) =>
      product.api.ask<T>(document, { s: serverId, ...variables }),
  }
}
