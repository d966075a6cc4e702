// Whether the suspected deploy can be taken back, step by step, and the one button that says yes.

import type { GateAnswer, GateStep, GateStepName } from '../../src/core/rollback/gate-report.ts'
import type { RespondView } from '../../src/core/view/page-view.ts'
import { counted, modeWords, shortSha, verdictWords } from '../words.ts'
import { Icon, type IconName } from './icons.tsx'
import { Time } from './layout.tsx'
import { ActionForm, type FormTarget } from './respond-actions.tsx'

const STEP_WORDS: Record<GateStepName, string> = {
  migration: 'Migration',
  hold: 'Holds',
  live: 'Live deploy',
  history: 'History',
  correlation: 'Timing',
  provider: 'Provider',
  trigger: 'Trigger',
  variables: 'Variables',
  target: 'Target',
  single: 'One at a time',
  platform: 'Platform',
}

const ANSWERS: Record<GateAnswer, { word: string; icon: IconName }> = {
  pass: { word: 'Pass', icon: 'operational' },
  wait: { word: 'Wait', icon: 'wait' },
  stop: { word: 'Stop', icon: 'outage' },
}

function Suspect({ suspect }: { suspect: NonNullable<RespondView['suspect']> }) {
  return (
    <div class="card">
      <p>
        <b>{suspect.service}</b> {suspect.version} <code>{shortSha(suspect.sha)}</code>
      </p>
      <p class="soft">
        By {suspect.author ?? 'an unknown author'} · migration: {suspect.migration} ·{' '}
        {suspect.finishedAt === null ? (
          'not known when it went live'
        ) : (
          <>
            live since <Time at={suspect.finishedAt} />
          </>
        )}
      </p>
    </div>
  )
}

function Step({ step }: { step: GateStep }) {
  const { word, icon } = ANSWERS[step.answer]
  return (
    <li>
      <div class="pair">
        <b>{STEP_WORDS[step.step]}</b>
        <span class={`st ${step.answer}`}>
          <Icon name={icon} /> {word}
        </span>
      </div>
      <p class="soft">{step.reason}</p>
    </li>
  )
}

function Steps({ steps }: { steps: readonly GateStep[] }) {
  if (steps.length === 0) return null
  return (
    <ol class="list">
      {steps.map((step) => (
        <Step step={step} />
      ))}
    </ol>
  )
}

/** What speaks against it is read first; what passes is there for whoever doubts it. */
function Gate({ gate }: { gate: NonNullable<RespondView['gate']> }) {
  const passed = gate.steps.filter((step) => step.answer === 'pass')
  return (
    <>
      <Steps steps={gate.steps.filter((step) => step.answer !== 'pass')} />
      {passed.length === 0 ? null : (
        <details>
          <summary>{counted(passed.length, 'step')} of the gate passed</summary>
          <Steps steps={passed} />
        </details>
      )}
      {gate.restore.length === 0 ? null : (
        <div class="card gap">
          <h3>To restore it</h3>
          <ol class="count">
            {gate.restore.map((line) => (
              <li>{line}</li>
            ))}
          </ol>
        </div>
      )}
    </>
  )
}

/** What is to be known before the button, then the button. */
function Decision({ view, form }: { view: RespondView; form: FormTarget }) {
  const { gate, rollback } = view
  const isApprovable = view.approvable !== null && view.actions.includes('approve')
  const target = gate?.target ?? null
  return (
    <div class="card">
      {rollback === null ? null : (
        <p>
          <b>{rollback}</b>
        </p>
      )}
      {gate === null ? (
        <p>The gate has not been asked whether a deploy can be taken back.</p>
      ) : rollback !== null && !isApprovable ? null : (
        <>
          <p>{verdictWords(gate.verdict)}</p>
          <p class="soft">
            The gate {modeWords(gate.mode)}.{gate.modeBecause === null ? '' : ` ${gate.modeBecause}.`}{' '}
            {target === null ? 'There is no target to go back to.' : `Target: ${target}.`}
          </p>
        </>
      )}
      {isApprovable ? (
        <>
          <ActionForm form={form} name="approve" button="Approve the rollback" look="danger" />
          <p class="soft gap">The gate is asked once more before anything is done.</p>
        </>
      ) : null}
    </div>
  )
}

export function Rollback({ view, form }: { view: RespondView; form: FormTarget }) {
  return (
    <section aria-labelledby="rollback">
      <h2 id="rollback">Deploy and rollback</h2>
      {view.suspect === null ? <p class="card">No deploy is suspected.</p> : <Suspect suspect={view.suspect} />}
      <Decision view={view} form={form} />
      {view.gate === null ? null : <Gate gate={view.gate} />}
    </section>
  )
}
