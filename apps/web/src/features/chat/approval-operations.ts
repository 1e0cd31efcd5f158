import { graphql } from '../../graphql/tada.ts'

export const approvalOffer = graphql(`
  query ApprovalOffer($id: ID!) { release(id: $id) { id approval { digest canApprove canReject } } }
`)
export const approveFromRoom = graphql(`
  mutation ApproveFromRoom($id: ID!, $digest: String!, $comment: String) {
    approveRelease(id: $id, digest: $digest, comment: $comment) { id }
  }
`)
export const rejectFromRoom = graphql(`
  mutation RejectFromRoom($id: ID!, $reason: String!) { rejectRelease(id: $id, reason: $reason) { id } }
`)
