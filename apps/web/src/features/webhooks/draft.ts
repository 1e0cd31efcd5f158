import type { Webhook, WebhookEnvironment } from './operations.ts'

export interface RuleDraft {
  kind: 'BRANCH' | 'TAG'
  pattern: string
  /** Empty: its environment was removed, or there is none yet. */
  environmentId: string
}

export const ruleDraft = (environments: readonly WebhookEnvironment[]): RuleDraft => ({
  kind: 'BRANCH',
  pattern: '',
  environmentId: environments[0]?.id ?? '',
})

/** What the form begins with: what is stored, or one rule that most people want. */
export const draftOf = (hook: Webhook | null, environments: readonly WebhookEnvironment[]) => ({
  name: hook?.name ?? '',
  provider: hook?.provider ?? ('GITHUB' as const),
  enabled: hook?.enabled ?? true,
  rules: hook?.rules.map(({ kind, pattern, environment }) => ({
    ...{ kind, pattern, environmentId: environment?.id ?? '' },
  })) ?? [{ ...ruleDraft(environments), pattern: 'main' }],
})

/** Where the host of a repository sends to, as this browser reaches Sendoff. */
export const addressOf = (hookId: string, origin: string) => `${origin}/hooks/${hookId}`
