import { computed, onScopeDispose, reactive } from 'vue'
import { formatBytes } from '../../shared/format/size.ts'
import { localeTag, text } from '../../shared/i18n/i18n.ts'
import type { Attachment } from './message.ts'
import { pictureLimitBytes, picturesPerMessage, refusePicture, uploadPicture } from './pictures.ts'

export interface Picture {
  key: number
  name: string
  /** Drawn while the server does not have it yet. */
  preview: string
  /** 0 to 1. */
  share: number
  /** Why it cannot be sent, in words. */
  failure: string | null
  attachment: Attachment | null
}

let made = 0

/** The pictures of the message that is being written: uploaded at once, so that sending only names them. */
export function usePictures(roomId: () => string) {
  const pictures = reactive<Picture[]>([])
  const stops = new Map<number, () => void>()

  const refusal = (file: File): string | null => {
    if (pictures.length >= picturesPerMessage) return text('chat.tooMany', { limit: picturesPerMessage })
    const why = refusePicture(file)
    return why && text(`chat.${why}`, { limit: formatBytes(pictureLimitBytes, localeTag.value) })
  }

  function add(files: Iterable<File>) {
    for (const file of files) void send(file)
  }

  async function send(file: File) {
    const failure = refusal(file)
    made += 1
    const key = made
    const preview = failure ? '' : URL.createObjectURL(file)
    pictures.push({ key, name: file.name || 'picture', preview, share: 0, failure, attachment: null })
    if (failure) return
    const picture = () => pictures.find((each) => each.key === key)
    const upload = uploadPicture(roomId(), file, (share) => {
      const shown = picture()
      if (shown) shown.share = share
    })
    stops.set(key, upload.stop)
    try {
      const attachment = await upload.finished
      Object.assign(picture() ?? {}, { attachment, share: 1 })
    } catch (error) {
      const reason = error instanceof Error && error.message ? error.message : text('common.network')
      Object.assign(picture() ?? {}, { failure: reason })
    }
    stops.delete(key)
  }

  function remove(key: number) {
    stops.get(key)?.()
    stops.delete(key)
    const index = pictures.findIndex((each) => each.key === key)
    const [removed] = index < 0 ? [] : pictures.splice(index, 1)
    if (removed?.preview) URL.revokeObjectURL(removed.preview)
  }

  const clear = () => {
    for (const { key } of [...pictures]) remove(key)
  }
  onScopeDispose(clear)

  return {
    pictures,
    add,
    remove,
    clear,
    uploading: computed(() => pictures.some((each) => !each.attachment && !each.failure)),
    ready: computed(() => pictures.flatMap((each) => (each.attachment ? [each.attachment] : []))),
  }
}
