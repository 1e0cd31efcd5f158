const largest = { width: 360, height: 240 }
const smallest = 48

/** How large a picture is drawn in the room: its own shape within limits; a square when its size is not known. */
export function thumbnailSize(picture: { width: number | null; height: number | null }): {
  width: number
  height: number
} {
  const { width, height } = picture
  if (!width || !height) return { width: 160, height: 160 }
  const scale = Math.min(1, largest.width / width, largest.height / height)
  return {
    width: Math.max(smallest, Math.round(width * scale)),
    height: Math.max(smallest, Math.round(height * scale)),
  }
}
