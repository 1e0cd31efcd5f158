import type { ClientRequest, IncomingMessage } from 'node:http'

/** Sends the request, whole, and waits for the head of the answer. */
export function answerTo(request: ClientRequest, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    request.on('error', reject)
    request.end(body)
  })
}

/** At most so many bytes; the connection is closed then, whatever else would come. */
export async function beginningOf(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size >= mostBytes) break
  }
  response.destroy()
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
}
