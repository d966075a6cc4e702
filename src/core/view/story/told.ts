// What the timeline says of one kind of event. A kind without words does not compile.

import type { IncidentEvent } from '../../incident/incident-event.ts'

export type Told = { text: string; detail?: string[] }

export type Of<Kind extends IncidentEvent['kind']> = IncidentEvent & { kind: Kind }

export type Words<Kinds extends IncidentEvent['kind']> = { [Kind in Kinds]: (event: Of<Kind>) => Told }
