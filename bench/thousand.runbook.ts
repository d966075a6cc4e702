import { watchMany } from './many.ts'

export default watchMany(1_000)
