// npm run requirements: writes docs/requirements.md from the register of what is promised and which tests prove it.

import { writeFileSync } from 'node:fs'
import { REQUIREMENTS_PAGE, requirementsPage } from './requirements-step.ts'

writeFileSync(REQUIREMENTS_PAGE, requirementsPage())
