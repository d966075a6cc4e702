// When an hour that is over is folded: a row a minute, block after block; in the first hour of a day so is the day before.

/** So long after its end; a minute that comes later than that is not counted. */
export const SETTLED_MINUTES = 5

const ROWS_OF_AN_HOUR = 2
const ROWS_OF_A_DAY = 1

/** What was left over, for whatever reason, is looked for this often. */
const LEFT_OVER_MINUTES = 10

/** Whether a minute asks what there is to fold: most of them need not. */
export function mayFold(minute: number, blocks: number): boolean {
  return isAmongThe(blocks * (ROWS_OF_AN_HOUR + ROWS_OF_A_DAY), minute) || minute % LEFT_OVER_MINUTES === 0
}

/** Whether a minute folds something, where nothing is left over. */
export function folds(minute: number, blocks: number): boolean {
  const isFirstHour = Math.floor(minute / 60) % 24 === 0
  return isAmongThe(blocks * (ROWS_OF_AN_HOUR + (isFirstHour ? ROWS_OF_A_DAY : 0)), minute)
}

function isAmongThe(rows: number, minute: number): boolean {
  const since = (minute % 60) - SETTLED_MINUTES
  return since >= 0 && since < rows
}
