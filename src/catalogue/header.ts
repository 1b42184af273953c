/**
 * Brings a column header to the form in which headers are compared: NFKC (full-width characters halved), white space and
 * zero-width characters removed, all kinds of brackets alike, upper case, without the asterisk or the （必填） that
 * templates put on obligatory columns.
 */
export const foldHeader = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[\s*\u200b-\u200f\u2060\ufeff]/gu, '')
    .replace(/[〔【[]/gu, '(')
    .replace(/[〕】\]]/gu, ')')
    .replace(/\((必填|选填)项?\)$/u, '')
    .toUpperCase()
