// How bad an incident is: the scales, the guide, and what the guide has to know.

import { proven, type Requirement, requirement } from './requirement.ts'

export const CLASSIFICATION: Requirement[] = [
  requirement(
    '19',
    'There are four levels, from a complete outage or lost data to what is only cosmetic, and each is answered in its own time.',
    proven(
      'worker/core/severity',
      'database down',
      'webhook endpoint unreachable',
      'all workflow executions failing',
      'data corruption',
      'message delivery delays > 5 min',
      'AI node failures > 10 %',
      'inbox not loading for a subset of users',
      'workers stuck',
      'single tenant workflow failure',
      'analytics not tracking',
      'CSV export timing out',
      'typo in UI',
      'non-blocking warning in logs',
      'slow but functional query',
    ),
    proven('worker/runbook/promises', 'somebody responds'),
  ),
  requirement(
    '20',
    'All tenants make it P1, several or a core feature P2, one tenant or a feature that is not core P3, nobody P4.',
    proven(
      'worker/core/severity',
      'all tenants and a whole service is P1',
      'one tenant of several, on a core feature, is P2',
      'a feature that is not core is P3 even for all tenants',
      'a feature that no tenant uses is P4',
    ),
  ),
  requirement(
    '21',
    'Doubt raises the level by one, once; a person may lower it later.',
    proven(
      'worker/core/severity',
      'no tenant list and a feature that is not core: doubt raises P3 once',
      'two doubts raise once only',
      'P1 is not raised any further',
    ),
    proven('worker/core/by-hand', 'lowering'),
    proven('worker/http/valid', 'a severity, whose it is and why; the same again is refused'),
  ),
  requirement(
    '22',
    'Which tenants use which services and features is known, and those who are hurt are named and counted.',
    proven('worker/core/severity', 'names exactly the tenants who are hurt', 'everyone', 'nobody told us'),
    proven('worker/http/valid', 'a tenant, each address once'),
  ),
  requirement(
    '23',
    'An incident is about a service of ours; what its providers say of themselves is asked when it opens.',
    proven(
      'worker/flows/assess',
      'what a provider says',
      'are asked of a page once, for the service and all that it needs',
    ),
    proven('worker/core/severity', 'AI node failures > 10 %', 'message delivery delays > 5 min'),
  ),
  requirement(
    '24',
    'A scale of three levels ranks an API that is unavailable, or payments and orchestration that fail, over what is degraded, and that over one customer.',
    proven(
      'worker/core/severity',
      'an API that is unavailable',
      'payments that fail for everybody',
      'orchestration that is degraded',
      'a run of one customer',
    ),
    proven('worker/runbook/promises', 'a scale of three'),
  ),
  requirement(
    '25',
    'A scale that begins with zero is kept beside ours, and how a level is taken back is said apart from its number.',
    proven(
      'worker/core/severity',
      'a gateway that is out for everybody',
      'keeps the severity of a runbook beside its own name for it',
    ),
    proven('worker/runbook/promises', 'a scale that begins with zero', 'how each level is taken back'),
    proven('worker/core/gate', 'of %s and %s is %s, and never more than the service allows'),
  ),
]
