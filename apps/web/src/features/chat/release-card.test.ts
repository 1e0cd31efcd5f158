import { expect, test } from 'vitest'
import { cardActs, type ReleaseCard, releaseCardOf } from './release-card.ts'

const card = (status: ReleaseCard['status']) => ({ releaseId: 'r1', status }) as ReleaseCard

test('a card offers what its state allows, and an old one nothing that would touch the live release', () => {
  expect(cardActs(card('RUNNING'), true)).toEqual(['cancel'])
  expect(cardActs(card('SCHEDULED'), false)).toEqual(['cancel'])
  expect(cardActs(card('FAILED'), true)).toEqual(['retry', 'rollBack'])
  expect(cardActs(card('SUCCEEDED'), true)).toEqual(['rollBack'])
  expect(cardActs(card('SUCCEEDED'), false)).toEqual([])
  expect(cardActs(card('CANCELLING'), true)).toEqual([])
})

test('cards of other kinds are left alone', () => {
  expect(releaseCardOf({ pollId: 'p' })).toBeNull()
  expect(releaseCardOf(null)).toBeNull()
  expect(releaseCardOf(card('FAILED'))).toEqual(card('FAILED'))
})
