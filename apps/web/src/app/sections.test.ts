import { expect, test } from 'vitest'
import { sectionOf } from './sections.ts'

test('detail pages belong to their section', () => {
  expect(sectionOf('/')).toBe('home')
  expect(sectionOf('/projects/1/environments/new')).toBe('projects')
  expect(sectionOf('/environments/1/edit')).toBe('projects')
  expect(sectionOf('/releases/1')).toBe('releases')
  expect(sectionOf('/settings/people')).toBe('settings')
  expect(sectionOf('/nowhere')).toBeNull()
})
