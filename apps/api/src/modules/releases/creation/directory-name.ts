const two = (n: number) => String(n).padStart(2, '0')

/** The directory of a release on every server: UTC `YYYYMMDDHHMMSS`, "-", the release's number. */
export function directoryName(at: Date, number: number): string {
  const date = `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`
  return `${date}${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}-${number}`
}
