import { pictureTypes } from '../../shared/upload/picture-types.ts'
import { uploadFile } from '../../shared/upload/upload-file.ts'
import type { Attachment } from './message.ts'

export const pictureLimitBytes = 5_000_000
export const picturesPerMessage = 10

export type Refusal = 'wrongType' | 'tooLarge'

/** Why a file cannot be sent, before it is. The server judges again. */
export function refusePicture(file: { type: string; size: number }): Refusal | null {
  if (!pictureTypes.includes(file.type)) return 'wrongType'
  return file.size > pictureLimitBytes ? 'tooLarge' : null
}

/** Sends a picture to a room; nobody sees it before a message carries it. */
export const uploadPicture = (roomId: string, file: File, onProgress: (share: number) => void) =>
  uploadFile<Attachment>(`/attachments?roomId=${encodeURIComponent(roomId)}`, file, onProgress)
