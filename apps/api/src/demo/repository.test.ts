import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownGit } from './fast-import.ts'
import { createDemoRepository } from './repository.ts'

const exec = promisify(execFile)
let folder = ''
let shop = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendoff-demo-'))
  shop = await createDemoRepository(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('createDemoRepository', () => {
  it('has a history by several people, branches and tags, and is whole', async () => {
    const authors = new Set((await ownGit(shop, ['log', '--format=%an', 'main'])).trim().split('\n'))
    expect(authors.size).toBe(4)
    expect(Number(await ownGit(shop, ['rev-list', '--count', 'main']))).toBeGreaterThan(35)
    const refs = (await ownGit(shop, ['for-each-ref', '--format=%(refname:short)'])).trim().split('\n')
    expect(refs).toEqual(
      expect.arrayContaining(['main', 'feature/dark-page', 'feature/gift-cards', 'v1.0.0', 'v1.4.2']),
    )
    await ownGit(shop, ['fsck', '--strict'])
  })

  it('is made once', async () => {
    const before = await ownGit(shop, ['rev-parse', 'main'])
    expect(await createDemoRepository(folder, new Date(0))).toBe(shop)
    expect(await ownGit(shop, ['rev-parse', 'main'])).toBe(before)
  })

  it('builds to a page that names its version', async () => {
    const tree = join(folder, 'tree')
    await exec('git', ['clone', '-q', '-b', 'v1.4.2', shop, tree])
    const { stdout } = await exec('sh', ['build.sh'], { cwd: tree })
    expect(stdout).toContain('Building shop 1.4.2')
    const page = await readFile(join(tree, 'public/index.html'), 'utf8')
    expect(page).toContain('<title>Shop 1.4.2</title>')
    expect(page).toContain('Gift box')
    expect(await readFile(join(tree, 'public/style.css'), 'utf8')).toContain('#8a4b2f')
  })
})
