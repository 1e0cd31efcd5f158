import { ref } from 'vue'
import { type TransportKind, transportKinds } from './carrier.ts'

const storageKey = 'sendoff.transport'

const isKind = (value: unknown): value is TransportKind => transportKinds.some((kind) => kind === value)

function stored(): TransportKind | null {
  const kept = localStorage.getItem(storageKey)
  return isKind(kept) ? kept : null
}

/** The transport that the user wants in this browser; null: the page chooses. */
export const preferredTransport = ref<TransportKind | null>(stored())

export function preferTransport(kind: TransportKind | null) {
  preferredTransport.value = kind
  if (kind) localStorage.setItem(storageKey, kind)
  else localStorage.removeItem(storageKey)
}
