import { graphql, type ResultOf } from '../../graphql/tada.ts'

export const approvalQuery = graphql(`
  query ReleaseApproval($id: ID!) {
    release(id: $id) {
      id status commit
      environment { id }
      ticket { id number title status }
      approval {
        digest since expiresAt missing canApprove canReject canWithdraw
        rule { flow { id title } required approverRole selfApproval approvers { id displayName } }
        decisions { state comment at counts user { displayName } }
        drift { field before after }
        facts { field value }
      }
    }
  }
`)

export type Approval = NonNullable<NonNullable<ResultOf<typeof approvalQuery>['release']>['approval']>

export const approveRelease = graphql(`
  mutation ApproveRelease($id: ID!, $digest: String!, $comment: String) {
    approveRelease(id: $id, digest: $digest, comment: $comment) { id }
  }
`)
export const rejectRelease = graphql(`
  mutation RejectRelease($id: ID!, $reason: String!) { rejectRelease(id: $id, reason: $reason) { id } }
`)
export const withdrawApproval = graphql(`
  mutation WithdrawApproval($id: ID!) { withdrawApproval(id: $id) { id } }
`)
