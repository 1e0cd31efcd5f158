export const slots = {
  title: 'Waiting for a build slot',
  building: 'building',
  place: 'Place {n} in the line',
  equal: 'the same build as #{number}',
}
