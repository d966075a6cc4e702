import { defineConfig } from 'drizzle-kit'

const schema = ['./src/store/schema.ts', './src/store/watch/schema.ts']

export default defineConfig({ dialect: 'sqlite', schema, out: './migrations' })
