import { gitea } from './gitea.ts'
import { gitee } from './gitee.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { plain } from './plain.ts'
import type { Provider } from './provider.ts'

export const providers = { GITHUB: github, GITLAB: gitlab, GITEA: gitea, GITEE: gitee, PLAIN: plain } satisfies Record<
  string,
  Provider
>

export type ProviderName = keyof typeof providers
