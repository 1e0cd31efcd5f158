import { graphql } from '../../graphql/tada.ts'

export const signIn = graphql(`
  mutation SignIn($username: String!, $password: String!) {
    signIn(username: $username, password: $password) {
      viewer { id username displayName role mustChangePassword }
    }
  }
`)

export const changePassword = graphql(`
  mutation ChangePassword($current: String!, $next: String!) {
    changePassword(current: $current, next: $next) { id username displayName role mustChangePassword }
  }
`)
