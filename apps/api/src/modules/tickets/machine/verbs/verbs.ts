import type { TicketCommand } from '../ticket.commands.ts'
import type { Verb } from '../ticket.run.ts'
import { addSigner } from './add-signer.ts'
import { assign } from './assign.ts'
import { approve, reject } from './decisions.ts'
import { cancel, consume, lapse, remove, revoke, withdraw } from './ends.ts'
import { delegate, transfer } from './pass-on.ts'
import { open, startOver, submit } from './rounds.ts'
import { sendBack } from './send-back.ts'
import { onTime } from './timers.ts'
import { comment, copy, urge } from './words.ts'

/** What can be done to a ticket, and what does it. */
export const verbs: { [K in TicketCommand['kind']]: Verb<Extract<TicketCommand, { kind: K }>> } = {
  OPEN: open,
  SUBMIT: submit,
  START_OVER: startOver,
  APPROVE: approve,
  REJECT: reject,
  TRANSFER: transfer,
  DELEGATE: delegate,
  ADD_SIGNER: addSigner,
  SEND_BACK: sendBack,
  ASSIGN: assign,
  TIMER: onTime,
  COMMENT: comment,
  URGE: urge,
  COPY: copy,
  WITHDRAW: withdraw,
  CANCEL: cancel,
  CONSUME: consume,
  REVOKE: revoke,
  LAPSE: lapse,
  DELETE: remove,
}
