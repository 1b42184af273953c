/** Below this a number in a statistic could point at somebody. */
export const SMALL_COUNT = 5

/**
 * Takes small counts out of one line of a statistic (小数抑制). When only one number had to go, the next smallest goes too:
 * otherwise the line's total would give it away.
 */
export function suppressSmall(counts: readonly number[]): (number | null)[] {
  const small = counts.map((count) => count > 0 && count < SMALL_COUNT)
  if (small.filter(Boolean).length === 1) {
    const next = counts.reduce(
      (best, count, i) => (!small[i] && count > 0 && (best < 0 || count < counts[best]!) ? i : best),
      -1,
    )
    if (next >= 0) small[next] = true
  }
  return counts.map((count, i) => (small[i] ? null : count))
}
