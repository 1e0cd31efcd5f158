import { describe, expect, it } from 'vitest'
import { approval, inARow } from '../../../flows/testing/drawing.ts'
import { opened, Scene } from '../testing/ticket-world.ts'
import type { TicketCommand } from '../ticket.commands.ts'

const flow = inARow(approval('one', ['ann']))
const running = () => opened(flow)
const approved = () => {
  const scene = running()
  scene.approve('ann')
  return scene
}

const withdraw: TicketCommand = { kind: 'WITHDRAW', userId: 'ini', reason: '' }
const cancel: TicketCommand = { kind: 'CANCEL', userId: 'root', reason: 'no' }
const consume: TicketCommand = { kind: 'CONSUME', userId: 'ini', by: 'release:1' }
const revoke: TicketCommand = { kind: 'REVOKE', userId: 'ini', reason: 'no' }
const lapse: TicketCommand = { kind: 'LAPSE' }
const startOver: TicketCommand = { kind: 'START_OVER', digest: 'd2', changes: [] }

describe('a ticket ends once', () => {
  it.each<[TicketCommand, string]>([
    [withdraw, 'WITHDRAWN'],
    [cancel, 'CANCELLED'],
  ])('%o while it runs', (command, status) => {
    const scene = running()
    expect(scene.give(command)).toBeNull()
    expect(scene.state).toMatchObject({ status, tokens: [] })
    expect(scene.taskOf('ann')).toMatchObject({ status: 'CLOSED', closedBecause: { kind: status } })
    for (const late of [
      withdraw,
      cancel,
      consume,
      revoke,
      lapse,
      startOver,
      { kind: 'URGE', userId: 'ini' } as const,
    ]) {
      expect(scene.give(late)).toMatchObject({ reason: 'ALREADY_DECIDED', decided: { status } })
    }
  })

  it.each<[TicketCommand, string]>([
    [consume, 'CONSUMED'],
    [revoke, 'REVOKED'],
    [lapse, 'LAPSED'],
  ])('%o when it is approved, once', (command, status) => {
    expect(running().give(command)).toEqual({ reason: 'WRONG_STATUS' })
    const scene = approved()
    expect(scene.give(command)).toBeNull()
    expect(scene.state.status).toBe(status)
    for (const late of [consume, revoke, lapse]) expect(scene.give(late)).toMatchObject({ reason: 'ALREADY_DECIDED' })
  })

  it('is withdrawn by whoever opened it, revoked by them or an approver, cancelled with a reason', () => {
    expect(running().give({ ...withdraw, userId: 'ann' })).toEqual({ reason: 'NOT_YOURS' })
    expect(running().give({ ...cancel, reason: ' ' })).toEqual({ reason: 'REASON_NEEDED' })
    expect(approved().give({ ...revoke, userId: 'eve' })).toEqual({ reason: 'NOT_YOURS' })
    expect(approved().give({ ...revoke, reason: '' })).toEqual({ reason: 'REASON_NEEDED' })
    expect(approved().give({ ...revoke, userId: 'ann' })).toBeNull()
    expect(approved().give(withdraw)).toMatchObject({
      reason: 'ALREADY_DECIDED',
      decided: { status: 'APPROVED', byUserId: 'ann' },
    })
  })

  it('is opened once, by whoever made it, and removed only as a draft', () => {
    const draft = new Scene(flow)
    expect(draft.give({ kind: 'OPEN', userId: 'eve' })).toEqual({ reason: 'NOT_YOURS' })
    expect(draft.give(withdraw)).toEqual({ reason: 'WRONG_STATUS' })
    expect(draft.give({ kind: 'COMMENT', userId: 'ini', text: 'hm', attachmentIds: [] })).toEqual({
      reason: 'WRONG_STATUS',
    })
    expect(draft.give({ kind: 'DELETE', userId: 'eve' })).toEqual({ reason: 'NOT_YOURS' })
    expect(draft.give({ kind: 'DELETE', userId: 'ini' })).toBeNull()
    expect(draft.give({ kind: 'OPEN', userId: 'ini' })).toMatchObject({ reason: 'ALREADY_DECIDED' })
    expect(running().give({ kind: 'OPEN', userId: 'ini' })).toEqual({ reason: 'WRONG_STATUS' })
    expect(running().give({ kind: 'DELETE', userId: 'ini' })).toEqual({ reason: 'WRONG_STATUS' })
  })
})

describe('what is to be approved changes', () => {
  it('makes decisions void and begins the next round; the same digest again does nothing', () => {
    const scene = opened(inARow(approval('one', ['ann']), approval('two', ['bob'])))
    scene.approve('ann')
    expect(scene.give(startOver)).toBeNull()
    expect(scene.state).toMatchObject({ round: 2, digest: 'd2', status: 'RUNNING' })
    expect(scene.taskOf('bob')).toMatchObject({
      status: 'CLOSED',
      closedBecause: { kind: 'STARTED_OVER', byUserId: null },
    })
    expect(scene.asked()).toEqual(['ann'])
    const before = scene.history.length
    expect(scene.give(startOver)).toBeNull()
    expect(scene.history).toHaveLength(before)
  })

  it('leaves no right to revoke to who approved only in the round before', () => {
    const scene = opened(
      inARow(approval('one', ['ann', 'bob'], { kind: 'N_OF', approvals: 1 }), approval('two', ['cyd'])),
    )
    scene.approve('ann')
    scene.give(startOver)
    scene.approve('bob', 'cyd')
    expect(scene.give({ ...revoke, userId: 'ann' })).toEqual({ reason: 'NOT_YOURS' })
    expect(scene.give({ ...revoke, userId: 'bob' })).toBeNull()
  })

  it('does not touch what is approved already: that is revoked, or consumed as it was', () => {
    const scene = opened(inARow(approval('one', ['ann', 'bob'], { kind: 'N_OF', approvals: 1 })))
    scene.approve('ann')
    expect(scene.give(startOver), 'an approved one stays').toMatchObject({ reason: 'ALREADY_DECIDED' })
  })
})

describe('words', () => {
  it('urge at most once in ten minutes, by whoever opened it', () => {
    const scene = running()
    const urge = { kind: 'URGE', userId: 'ini' } as const
    expect(scene.give({ ...urge, userId: 'ann' })).toEqual({ reason: 'NOT_YOURS' })
    expect(scene.give(urge)).toBeNull()
    expect(scene.history.at(-1)).toMatchObject({ kind: 'URGED', userIds: ['ann'] })
    expect(scene.pass(9).give(urge)).toEqual({ reason: 'TOO_SOON', retryAt: '2030-01-01T00:10:00.000Z' })
    expect(scene.pass(1).give(urge)).toBeNull()
  })

  it('comment and copy at any time, and change nothing', () => {
    const scene = approved()
    const before = scene.state
    expect(scene.give({ kind: 'COMMENT', userId: 'eve', text: '', attachmentIds: [] })).toEqual({
      reason: 'REASON_NEEDED',
    })
    expect(scene.give({ kind: 'COMMENT', userId: 'eve', text: 'well', attachmentIds: [] })).toBeNull()
    expect(scene.give({ kind: 'COPY', userId: 'eve', userIds: [] })).toMatchObject({ reason: 'PERSON_REFUSED' })
    expect(scene.give({ kind: 'COPY', userId: 'eve', userIds: ['bob', 'bob'] })).toBeNull()
    expect(scene.history.at(-1)).toMatchObject({ userIds: ['bob'] })
    expect(scene.state).toEqual(before)
  })
})
