import { useClientHandle } from '@urql/vue'
import { computed, reactive, ref } from 'vue'
import { useViewer } from '../../../graphql/viewer.ts'
import { text } from '../../../shared/i18n/i18n.ts'
import { folderOf, joined, nameOf } from '../paths.ts'
import { type MakeFolder, makeFolders } from './make-folders.ts'
import { pieceBytes, type Reading, rateOf, withReading } from './meter.ts'
import { runUpload } from './run-upload.ts'
import type { Tree } from './tree.ts'
import { forgetUpload, rememberUpload, type Unfinished, unfinishedUploads, uploadId } from './unfinished.ts'
import { httpWay, type UploadPlace } from './upload-way.ts'

/** A file on its way to a server, or a folder to be made there. `ASKING`: there is one of that name. */
export interface Upload extends UploadPlace {
  key: number
  kind: 'FILE' | 'FOLDER'
  name: string
  state: 'WAITING' | 'SENDING' | 'AWAY' | 'ASKING' | 'DONE' | 'FAILED'
  sent: number
  /** Bytes per second; null: not known. */
  rate: number | null
  message: string | null
  overwrite: boolean
  /** It can be tried again. */
  again: boolean
}

const AT_ONCE = 2
const LONGEST_PAUSE_MS = 30_000

// They go on while another page is looked at.
const uploads = reactive<Upload[]>([])
const unfinished = ref<Unfinished[]>(unfinishedUploads())
interface Source {
  /** Null: a folder. */
  file: File | null
  userId: string
  confirmProduction: boolean
  stop: AbortController
  /** Makes the folder that it lies in, where that is not there yet. */
  makeFolder: MakeFolder
}
const sources = new Map<number, Source>()
let made = 0

const isOpen = ({ state }: Upload) => state === 'WAITING' || state === 'SENDING' || state === 'AWAY'
const look = () => {
  unfinished.value = unfinishedUploads()
}

/** Longer each time, and at once when the line is there again. */
const pause = (tries: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      signal.removeEventListener('abort', go)
      resolve()
    }
    const timer = setTimeout(go, Math.min(LONGEST_PAUSE_MS, 500 * 2 ** tries))
    addEventListener('online', go)
    signal.addEventListener('abort', go)
  })

const warn = (event: BeforeUnloadEvent) => {
  if (uploads.some(isOpen)) event.preventDefault()
}

async function send(upload: Upload) {
  const source = sources.get(upload.key)
  if (!source) return
  Object.assign(upload, { state: 'SENDING', message: null, rate: null })
  const why = await source.makeFolder(source.file ? folderOf(upload.path) : upload.path)
  if (!source.file || why !== null) {
    if (!source.stop.signal.aborted) Object.assign(upload, { state: why === null ? 'DONE' : 'FAILED', message: why })
    return next()
  }
  if (source.stop.signal.aborted) return
  rememberUpload({ ...upload, userId: source.userId, at: Date.now() })
  look()
  let readings: Reading[] = []
  const end = await runUpload(
    source.file,
    httpWay({ serverId: upload.serverId, path: upload.path, id: upload.id, size: upload.size }),
    { overwrite: upload.overwrite, confirmProduction: source.confirmProduction },
    {
      sent(bytes) {
        upload.sent = bytes
        readings = withReading(readings, { at: Date.now(), bytes })
        upload.rate = rateOf(readings)
      },
      away(message) {
        if (message) readings = []
        Object.assign(upload, { state: message ? 'AWAY' : 'SENDING', message, ...(message && { rate: null }) })
      },
      piece: () => pieceBytes(rateOf(readings)),
      pause,
      unreadable: text('files.unreadable', { name: upload.name }),
    },
    source.stop.signal,
  )
  if (end.kind === 'EXISTS') upload.state = 'ASKING'
  if (end.kind === 'FAILED') Object.assign(upload, { state: 'FAILED', message: end.message })
  if (end.kind === 'WHOLE') {
    Object.assign(upload, { state: 'DONE', sent: upload.size, message: null })
    sources.delete(upload.key)
  }
  if (end.kind === 'WHOLE' || end.kind === 'EXISTS') forgetUpload(upload)
  look()
  next()
}

function next() {
  const busy = uploads.filter(({ state }) => state === 'SENDING' || state === 'AWAY').length
  for (const upload of uploads.filter(({ state }) => state === 'WAITING').slice(0, AT_ONCE - busy)) void send(upload)
}

function takeOff(upload: Upload) {
  const at = uploads.indexOf(upload)
  if (at >= 0) uploads.splice(at, 1)
  sources.delete(upload.key)
}

/** Files on their way to servers, of this tab; and what this browser has begun and not ended. */
export function useUploads() {
  const userId = useViewer().viewer.value?.id ?? ''
  const { client } = useClientHandle()
  addEventListener('beforeunload', warn)
  return {
    uploads,
    unfinished: computed(() => unfinished.value.filter((one) => one.userId === userId)),
    /** @param confirmProduction somebody meant it */
    add(serverId: string, base: string, { folders, files, unreadable }: Tree, confirmProduction: boolean) {
      const makeFolder = makeFolders(client, serverId, base, confirmProduction)
      const under = new Set(
        uploads.filter((each) => isOpen(each) && each.serverId === serverId).map(({ path }) => path),
      )
      const place = (path: string, file: File | null, message: string | null = null) => {
        if (under.has(path)) return
        made += 1
        if (!message) sources.set(made, { file, userId, confirmProduction, stop: new AbortController(), makeFolder })
        uploads.push({
          ...{ serverId, path, id: file ? uploadId(file) : '', size: file?.size ?? 0 },
          ...{ key: made, kind: file ? 'FILE' : 'FOLDER', name: nameOf(path), state: message ? 'FAILED' : 'WAITING' },
          ...{ sent: 0, rate: null, message, overwrite: false, again: message === null },
        })
      }
      const below = (folder: string) => (folder === '' ? base : joined(base, folder))
      const filled = new Set([
        ...files.map(({ folder }) => folder),
        ...folders.map((folder) => folderOf(`/${folder}`).slice(1)),
      ])
      // A folder with something in it is made with the first thing in it.
      for (const folder of folders) if (!filled.has(folder)) place(below(folder), null)
      for (const { folder, file } of files) place(joined(below(folder), file.name), file)
      for (const path of unreadable) place(joined(base, path), null, text('files.unreadable', { name: nameOf(path) }))
      next()
    },
    /** There is one of that name: replace it, or leave it. */
    decide(upload: Upload, replace: boolean) {
      if (!replace) return takeOff(upload)
      Object.assign(upload, { overwrite: true, state: 'WAITING' })
      next()
    },
    again(upload: Upload) {
      Object.assign(upload, { state: 'WAITING', message: null })
      next()
    },
    /** Stops it, and takes away what there is of it. */
    async cancel(upload: Upload) {
      sources.get(upload.key)?.stop.abort()
      takeOff(upload)
      if (upload.state !== 'DONE' && upload.kind === 'FILE') {
        forgetUpload(upload)
        look()
        await httpWay({ serverId: upload.serverId, path: upload.path, id: upload.id, size: upload.size }).drop()
      }
      next()
    },
    async drop({ serverId, path, id, size }: Unfinished) {
      forgetUpload({ serverId, path, id, size })
      look()
      await httpWay({ serverId, path, id, size }).drop()
    },
    clearDone() {
      for (const upload of uploads.filter(({ state }) => state === 'DONE')) takeOff(upload)
    },
  }
}
