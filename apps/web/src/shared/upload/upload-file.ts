/** A file that the server has, as it answers an upload. */
export interface UploadedFile {
  id: string
  name: string
  sizeBytes: number
}

interface Upload<Stored> {
  finished: Promise<Stored>
  stop(): void
}

/** Sends a file as the body of a request. `fetch` cannot tell how far an upload is. */
export function uploadFile<Stored = UploadedFile>(
  url: string,
  file: File,
  onProgress: (share: number) => void,
): Upload<Stored> {
  const request = new XMLHttpRequest()
  const finished = new Promise<Stored>((resolve, reject) => {
    request.open('POST', url)
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('x-graphql-yoga-csrf', '1')
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Stored)
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
