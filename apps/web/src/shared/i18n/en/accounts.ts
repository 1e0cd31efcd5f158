export const accounts = {
  signIn: 'Sign in',
  welcome: 'Sign in to Sendoff',
  tagline: 'Ship code to your own servers, and watch every step.',
  username: 'User name',
  password: 'Password',
  firstTime: 'First start? The user is admin; the password was printed once where Sendoff was started.',
  choosePassword: 'Choose a password',
  chooseWhy: 'The one you have was made by a machine or by somebody else. Choose your own to go on.',
  current: 'Current password',
  next: 'New password',
  repeat: 'New password, once more',
  nextHint: 'At least 10 characters.',
  differs: 'The two are not the same.',
  tooShort: 'At least 10 characters.',
  required: 'Please fill this in.',
  change: 'Change password',
  changed: 'Password changed.',
} as const

export const role = {
  ADMIN: 'Admin',
  OPERATOR: 'Operator',
  DEVELOPER: 'Developer',
  VIEWER: 'Viewer',
} as const

export const roleHint = {
  ADMIN: 'Everything, people included',
  OPERATOR: 'Servers, credentials, projects, releases',
  DEVELOPER: 'Releases',
  VIEWER: 'Looks, changes nothing',
} as const
