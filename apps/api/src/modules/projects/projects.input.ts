import { z } from 'zod'
import { newEnvironmentInput } from '../environments/environments.input.ts'
import { id, line } from '../kernel/fields.ts'

const title = line(100)

/** Judged by the repository port, which knows the addresses that git may be given. */
const repositoryUrl = z.string()

const environments = z
  .array(newEnvironmentInput)
  .max(50, 'Use at most 50 environments.')
  .superRefine((list, context) => {
    list.forEach(({ name }, i) => {
      if (!list.slice(0, i).some((other) => other.name === name)) return
      context.addIssue({
        code: 'custom',
        path: [i, 'name'],
        message: 'There is an environment with this name already.',
      })
    })
  })

const parts = { submodules: z.boolean().nullish(), largeFiles: z.boolean().nullish() }

export const addProjectInput = z.object({
  title,
  repositoryUrl,
  credentialId: id.nullish(),
  ...parts,
  environments: environments.nullish().transform((v) => v ?? []),
})

export const updateProjectInput = z.object({
  title: title.nullish(),
  repositoryUrl: repositoryUrl.nullish(),
  credentialId: id.nullish(),
  ...parts,
})

export type AddProjectInput = z.input<typeof addProjectInput>
export type UpdateProjectInput = z.input<typeof updateProjectInput>
