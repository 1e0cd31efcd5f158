const KEY_BYTES = 32

/**
 * Keys as text, parted by commas or white space: base64 (also the URL alphabet) or hex, each 32 bytes. The first seals, all
 * open. null when any of them is something else.
 */
export function readMasterKeys(text: string): Buffer[] | null {
  const keys = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(readKey)
  return keys.length > 0 && keys.every((key) => key !== null) ? keys : null
}

function readKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[\w+/-]{43}=?$/.test(text)) return null
  const key = Buffer.from(text, 'base64')
  return key.length === KEY_BYTES ? key : null
}
