export const accounts = {
  signIn: '登录',
  welcome: '登录 Sendoff 启航',
  tagline: '把代码发布到自己的服务器，每一步都看得见。',
  username: '用户名',
  password: '密码',
  firstTime: '首次启动？用户名为 admin，密码在启动 Sendoff 的终端里显示过一次。',
  choosePassword: '设置密码',
  chooseWhy: '当前密码由系统或他人设置，请先设置自己的密码。',
  current: '当前密码',
  next: '新密码',
  repeat: '再次输入新密码',
  nextHint: '至少 10 个字符。',
  differs: '两次输入不一致。',
  tooShort: '至少 10 个字符。',
  required: '请填写此项。',
  change: '修改密码',
  changed: '密码已修改。',
}

export const role = { ADMIN: '管理员', OPERATOR: '运维', DEVELOPER: '开发', VIEWER: '访客' }

export const roleHint = {
  ADMIN: '全部权限，包括人员管理',
  OPERATOR: '服务器、凭据、项目和发布',
  DEVELOPER: '发布',
  VIEWER: '只能查看',
}
