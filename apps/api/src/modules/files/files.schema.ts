import { builder } from '../../graphql/builder.ts'
import { viewerOf } from '../../graphql/context.ts'
import { octalOf } from './file-changes.ts'
import type { ListedFile, Listing } from './file-listing.ts'
import { modeText } from './mode-text.ts'
import type { TextFile as ReadText } from './text-files.ts'

const ServerFileKind = builder.enumType('ServerFileKind', {
  description: 'What lies on a server.',
  values: {
    FILE: { description: 'A file.' },
    DIRECTORY: { description: 'A folder.' },
    LINK: { description: 'A symbolic link.' },
    OTHER: { description: 'A pipe, a socket or a device.' },
  } as const,
})

const ServerFile = builder.objectRef<ListedFile>('ServerFile').implement({
  description: 'A file or folder on a server.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Signs that are invisible or turn the direction of text are escaped, such as `\\u{202e}`.',
    }),
    path: t.exposeString('path', {
      nullable: true,
      description: 'Absolute; null: it cannot be named from here, as the name is no UTF-8 or holds control characters.',
    }),
    kind: t.expose('kind', { type: ServerFileKind, description: 'What it is; a link is a link, wherever it leads.' }),
    size: t.exposeFloat('size', { description: 'Bytes.' }),
    modifiedAt: t.expose('modifiedAt', { type: 'DateTime', description: 'To the second, by the server’s clock.' }),
    mode: t.string({
      description: 'Permissions as `ls` writes them, such as `rw-r--r--`.',
      resolve: ({ mode }) => modeText(mode),
    }),
    octal: t.string({ description: 'The same in octal, such as `0644`.', resolve: ({ mode }) => octalOf(mode) }),
    owner: t.exposeString('owner', { description: 'As the server tells it: a name, or a number.' }),
    group: t.exposeString('group', { description: 'As the server tells it: a name, or a number.' }),
    target: t.exposeString('target', { nullable: true, description: 'Where a link says that it leads.' }),
    targetKind: t.expose('targetKind', {
      type: ServerFileKind,
      nullable: true,
      description: 'What a link leads to; null: to nothing, or it is no link.',
    }),
  }),
})

const FileCrumb = builder.objectRef<Listing['breadcrumbs'][number]>('FileCrumb').implement({
  description: 'A folder on the way to another.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name; `/` of the root.' }),
    path: t.exposeString('path', { description: 'Absolute.' }),
  }),
})

const ServerFiles = builder.objectRef<Listing>('ServerFiles').implement({
  description: 'What is in a folder of a server.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The folder, absolute and in one spelling.' }),
    home: t.exposeString('home', { description: 'The folder of the user that Sendoff signs in as.' }),
    breadcrumbs: t.expose('breadcrumbs', {
      type: [FileCrumb],
      description: 'From the root to the folder, both included.',
    }),
    production: t.exposeBoolean('production', { description: 'Changes need `confirmProduction`.' }),
    files: t.expose('files', { type: [ServerFile], description: 'Folders first, then by name; 10,000 at most.' }),
    more: t.exposeBoolean('more', { description: 'There are more than these.' }),
  }),
})

const TextFile = builder.objectRef<ReadText>('ServerTextFile').implement({
  description: 'A text file on a server.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Absolute; of a link where it leads.' }),
    text: t.exposeString('text', { description: 'All of it.' }),
    size: t.exposeInt('size', { description: 'Bytes.' }),
    version: t.exposeString('version', { description: 'Changes with the content: pass it when you save.' }),
    octal: t.string({ description: 'Its permissions, such as `0644`.', resolve: ({ mode }) => octalOf(mode) }),
  }),
})

const server = 'Of the server.'
const meant = 'You mean this server, although it is a PRODUCTION one.'

builder.queryFields((t) => ({
  serverFiles: t.field({
    type: ServerFiles,
    description:
      'What is in a folder of a server, over SFTP. Needs OPERATOR, or a DEVELOPER who may ship to every environment of the server, as all operations on files do. Files come and go over HTTP (docs/files.md).',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      path: t.arg.string({ description: 'Absolute, or from the home folder; left out: the home folder.' }),
    },
    resolve: (_root, { serverId, path }, { services, ...context }) =>
      services.files.listFiles(viewerOf({ services, ...context }), serverId, { path }),
  }),
  readTextFile: t.field({
    type: TextFile,
    description: 'A text in UTF-8 of at most 400 kB.',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      path: t.arg.string({ required: true, description: 'Absolute, or from the home folder.' }),
    },
    resolve: (_root, { serverId, path }, context) =>
      context.services.files.readTextFile(viewerOf(context), serverId, path),
  }),
}))

builder.mutationFields((t) => ({
  saveTextFile: t.field({
    type: TextFile,
    description:
      'Writes a text aside and puts it into place at once; permissions and owner stay. CONFLICT with `text` and `version` as they are now when it is not what you read any more.',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      path: t.arg.string({ required: true, description: 'Absolute, or from the home folder.' }),
      text: t.arg.string({ required: true, description: 'All of it; at most 400 kB.' }),
      version: t.arg.string({ description: 'As you read it; left out: it is to be a new file.' }),
      confirmProduction: t.arg.boolean({ description: meant }),
    },
    resolve: (_root, { serverId, ...input }, context) =>
      context.services.files.saveTextFile(viewerOf(context), serverId, input),
  }),
  makeDirectory: t.field({
    type: ServerFile,
    description: 'Makes a folder in one that is there.',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      path: t.arg.string({ required: true, description: 'Absolute, or from the home folder.' }),
      confirmProduction: t.arg.boolean({ description: meant }),
    },
    resolve: (_root, { serverId, ...input }, context) =>
      context.services.files.makeDirectory(viewerOf(context), serverId, input),
  }),
  renameFile: t.field({
    type: ServerFile,
    description: 'Renames or moves a file or folder on its server. CONFLICT when there is something already.',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      from: t.arg.string({ required: true, description: 'Absolute, or from the home folder.' }),
      to: t.arg.string({ required: true, description: 'Absolute, or from the home folder.' }),
      confirmProduction: t.arg.boolean({ description: meant }),
    },
    resolve: (_root, { serverId, ...input }, context) =>
      context.services.files.renameFile(viewerOf(context), serverId, input),
  }),
  removeFiles: t.int({
    description:
      'Removes files and folders with all that is in them, links themselves and never where they lead. CONFLICT with `conflictsWith.count` when there is something in a folder and that number was not passed. Answers how many went.',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      paths: t.arg.stringList({ required: true, description: '1 to 1000 paths, absolute or from the home folder.' }),
      count: t.arg.int({
        description: 'How many files and folders this removes; 0 asks for the number and removes nothing.',
      }),
      confirmProduction: t.arg.boolean({ description: meant }),
    },
    resolve: (_root, { serverId, ...input }, context) =>
      context.services.files.removeFiles(viewerOf(context), serverId, input),
  }),
  changeFileMode: t.field({
    type: ServerFile,
    description: 'Changes the permissions of a file or folder, not of what is in it.',
    args: {
      serverId: t.arg.id({ required: true, description: server }),
      path: t.arg.string({ required: true, description: 'Absolute, or from the home folder.' }),
      mode: t.arg.string({ required: true, description: 'Octal, such as `644` or `2755`.' }),
      confirmProduction: t.arg.boolean({ description: meant }),
    },
    resolve: (_root, { serverId, ...input }, context) =>
      context.services.files.changeFileMode(viewerOf(context), serverId, input),
  }),
}))
