const plainName = (name: string) => name.replace(/[^\w. -]/g, '_')
/** RFC 5987 leaves fewer characters alone than `encodeURIComponent` does. */
const encoded = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)

/** The header that names a file: plainly for old programs, and as it is. */
export const disposition = (how: 'inline' | 'attachment', name: string) =>
  `${how}; filename="${plainName(name)}"; filename*=UTF-8''${encoded(name)}`
