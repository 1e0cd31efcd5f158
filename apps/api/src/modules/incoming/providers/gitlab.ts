import { hashOf, type Provider, sameSecret } from './provider.ts'

/** GitLab: the secret itself. */
export const gitlab: Provider = {
  isGenuine: ({ header }, secret) => sameSecret(header('x-gitlab-token') ?? '', secret),
  eventOf: ({ header }) => header('x-gitlab-event'),
  isPing: () => false,
  isPush: (event) => event === 'Push Hook' || event === 'Tag Push Hook',
  keyOf: ({ header, body }) => hashOf(header('x-gitlab-event-uuid') ?? '', '\n', body),
}
