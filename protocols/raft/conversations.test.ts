import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { retell } from './conversation.suite.ts'

// `npx vitest run protocols/raft/conversations.test.ts -u` writes them anew; read the difference.

const folder = new URL('conversations/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))

test.each(files)('%s goes as it is written', async (name) => {
  const file = new URL(name, folder)
  await expect(retell(readFileSync(file, 'utf8'))).toMatchFileSnapshot(file.pathname)
})
