import { ansibleFanOut } from './ansible.ts'
import { capistranoFanOut } from './capistrano.ts'
import { pythonFanOut } from './python.ts'

/** What others ship with. Each is left out with a word where it is not installed. */
export const peers = [
  { name: 'ansible-core', program: 'ansible-playbook', least: 5, ship: ansibleFanOut },
  { name: 'capistrano', program: 'cap', least: 3, ship: capistranoFanOut },
  { name: 'fabric', program: 'fab', least: null, ship: pythonFanOut.bind(null, 'fabric' as const) },
  { name: 'paramiko, in turn', program: 'fab', least: null, ship: pythonFanOut.bind(null, 'paramiko' as const) },
]
