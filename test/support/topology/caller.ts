/** A script's way to the API: any node, the same token. */
export interface Caller {
  token: string
  /** @throws Error with the first GraphQL error's message */
  ask<T>(url: string, query: string, variables?: Record<string, unknown>): Promise<T>
}

export function createCaller(token: string): Caller {
  return {
    token,
    async ask<T>(url: string, query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] }
      if (errors?.[0]) throw new Error(errors[0].message)
      return data
    },
  }
}

/** Signs in with the password and makes an API token. */
export async function signIn(url: string, password: string): Promise<Caller> {
  const { signIn: session } = await createCaller('').ask<{ signIn: { token: string } }>(
    url,
    'mutation ($password: String!) { signIn(username: "admin", password: $password) { token } }',
    { password },
  )
  const { createApiToken } = await createCaller(session.token).ask<{ createApiToken: { token: string } }>(
    url,
    'mutation { createApiToken(input: { name: "tests" }) { token } }',
  )
  return createCaller(createApiToken.token)
}
