// The drills: a new one is its file and its line here.

import * as blip from './blip.ts'
import * as destructive from './destructive.ts'
import * as firstLight from './first-light.ts'
import type { Stage } from './stage.ts'
import * as suggested from './suggested.ts'

type Drill = { summary: string; play(stage: Stage): Promise<void> }

export const drills: Readonly<Record<string, Drill>> = {
  'first-light': firstLight,
  suggested,
  destructive,
  blip,
}
