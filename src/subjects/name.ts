/** White space, and characters that show as nothing. */
const INVISIBLE = /[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g

/** Already in the folded form, which most names and all codes are. */
const FOLDED = /^[0-9A-Z\u4e00-\u9fff()-]*$/

/** The same but for the brackets of document numbers. */
const BRACKETED = /^[0-9A-Z\u4e00-\u9fff()〔〕-]*$/

/**
 * The form in which names are compared: NFKC (full width to half width), without spaces, brackets of one kind, upper
 * case. Only for comparing and searching; the stored name stays as it was given.
 */
export function foldName(name: string): string {
  if (FOLDED.test(name)) return name
  if (BRACKETED.test(name)) return name.replaceAll('〔', '(').replaceAll('〕', ')')
  let folded = foldOnce(name)
  // Upper case and removal can leave letters that compose again (ῒ, or an accent behind an invisible character).
  for (let again = foldOnce(folded); again !== folded; again = foldOnce(folded)) folded = again
  return folded
}

const foldOnce = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[〔【[{]/g, '(')
    .replace(/[〕】\]}]/g, ')')
    .toUpperCase()

/** The distinct pairs of neighbouring characters of a folded name: what a search by part of a name looks up. */
export function gramsOf(folded: string): string[] {
  const characters = [...folded]
  const grams = new Set<string>()
  for (let i = 0; i + 1 < characters.length; i++) grams.add(characters[i]! + characters[i + 1]!)
  if (characters.length === 1) grams.add(characters[0]!)
  return [...grams]
}
