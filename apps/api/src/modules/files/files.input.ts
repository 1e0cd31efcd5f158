import { z } from 'zod'
import { troubleOf } from './remote-path.ts'

/** A path as callers give it: absolute, or from the home folder. */
export const path = z
  .string()
  .min(1, 'Name a file or a folder.')
  .superRefine((given, context) => {
    const trouble = troubleOf(given)
    if (trouble) context.addIssue({ code: 'custom', message: trouble })
  })

const confirmProduction = z
  .boolean()
  .nullish()
  .transform((is) => is ?? false)

const octal = z
  .string()
  .regex(/^0?[0-7]{3,4}$/, 'Give three or four octal digits, such as 644 or 2755.')
  .transform((digits) => Number.parseInt(digits, 8))

/** So much text can be edited in the page: written as JSON, which may double it, it still fits into a request. */
export const MAX_TEXT_BYTES = 400_000

const text = z
  .string()
  .refine((given) => !/\p{Surrogate}/u.test(given), 'Leave out lone surrogates: they cannot be written as UTF-8.')
  .refine(
    (given) => Buffer.byteLength(given) <= MAX_TEXT_BYTES,
    'This is more than 400 kB, which is too much to save as text. Upload the file instead.',
  )

export const folderInput = z.object({ path: path.nullish().transform((given) => given ?? '~') })
export const pathInput = z.object({ path })
export const newFolderInput = z.object({ path, confirmProduction })
export const renameInput = z.object({ from: path, to: path, confirmProduction })
export const removeInput = z.object({
  paths: z.array(path).min(1, 'Name at least one file.').max(1000, 'Name at most 1000 at once.'),
  count: z.number().int().nullish(),
  confirmProduction,
})
export const modeInput = z.object({ path, mode: octal, confirmProduction })
export const saveInput = z.object({ path, text, version: z.string().max(100).nullish(), confirmProduction })

export type FolderInput = z.input<typeof folderInput>
export type NewFolderInput = z.input<typeof newFolderInput>
export type RenameInput = z.input<typeof renameInput>
export type RemoveInput = z.input<typeof removeInput>
export type ModeInput = z.input<typeof modeInput>
export type SaveInput = z.input<typeof saveInput>
