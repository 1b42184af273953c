/** The day on which tests take place unless they say otherwise: a Monday, an ordinary working day of 2026. */
export const TEST_DAY = '2026-09-28'
