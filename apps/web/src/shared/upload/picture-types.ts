/** What is shown as a picture; the server judges by the same list. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
