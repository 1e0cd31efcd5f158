import type { Attachment } from './message.ts'

export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
export const pictureLimitBytes = 5_000_000
export const picturesPerMessage = 10

export type Refusal = 'wrongType' | 'tooLarge'

/** Why a file cannot be sent, before it is. The server judges again. */
export function refusePicture(file: { type: string; size: number }): Refusal | null {
  if (!pictureTypes.includes(file.type)) return 'wrongType'
  return file.size > pictureLimitBytes ? 'tooLarge' : null
}

interface Upload {
  finished: Promise<Attachment>
  stop(): void
}

/** Sends a picture to a room; nobody sees it before a message carries it. `fetch` cannot tell how far an upload is. */
export function uploadPicture(roomId: string, file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest()
  const finished = new Promise<Attachment>((resolve, reject) => {
    request.open('POST', `/attachments?roomId=${encodeURIComponent(roomId)}`)
    request.setRequestHeader('content-type', file.type)
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('x-graphql-yoga-csrf', '1')
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Attachment)
      else reject(new Error(reasonOf(request)))
    }
    request.onerror = () => reject(new Error(''))
    request.onabort = () => reject(new Error(''))
    request.send(file)
  })
  return { finished, stop: () => request.abort() }
}

/** What the server said, in whichever form. */
function reasonOf(request: XMLHttpRequest): string {
  try {
    const body = JSON.parse(request.responseText) as { message?: string; error?: string | { message?: string } }
    const nested = typeof body.error === 'object' ? body.error.message : body.error
    return body.message ?? nested ?? request.statusText
  } catch {
    return request.responseText.slice(0, 200) || request.statusText
  }
}
