export const slots = {
  title: '等待构建名额',
  building: '构建中',
  place: '排在第 {n} 位',
  equal: '与 #{number} 是同一个构建',
}
