/** How requests reach the API: the page uses its cookie, scripts bring a token. */
export interface HttpDoor {
  url: string
  headers: Record<string, string>
  fetch: typeof fetch
}

export const pageDoor: HttpDoor = {
  url: '/graphql',
  headers: { 'x-graphql-yoga-csrf': '1' },
  fetch: (input, init) => fetch(input, init),
}
