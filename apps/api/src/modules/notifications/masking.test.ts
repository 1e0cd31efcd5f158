import { expect, test } from 'vitest'
import { cleanAnswer, shownUrl } from './masking.ts'

test('an address is shown by its host and its last four characters', () => {
  expect(shownUrl('https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef')).toBe(
    'https://oapi.dingtalk.com/…cdef',
  )
  expect(shownUrl('http://10.0.0.8:8080/in/abcdefgh')).toBe('http://10.0.0.8:8080/…')
  expect(shownUrl('http://receiver.internal/')).toBe('http://receiver.internal')
})

const address = {
  url: 'https://h.example/services/T0/B0/a%2Bvery-long-token?key=another%20token',
  secret: 'sealed words',
}

test.each([
  ['no route for POST /services/T0/B0/a%2Bvery-long-token?key=another%20token', 'no route for POST [hidden]'],
  ['the key "another token" is unknown', 'the key "[hidden]" is unknown'],
  ['signed with sealed words?', 'signed with [hidden]?'],
  ['cut in the middle: a%2Bvery-lon', 'cut in the middle: [hidden]'],
  [`\u0000\u001b[31mred\u009f and half a pair \ud800`, '[31mred and half a pair \ufffd'],
  ['nothing to hide', 'nothing to hide'],
])('an answer is cleaned: %o', (told, clean) => {
  expect(cleanAnswer(told, address)).toBe(clean)
})
