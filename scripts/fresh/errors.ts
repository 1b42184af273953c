import ts from 'typescript'
import type { ItemDefinition } from '../../src/catalogue/index.ts'

/** What a code says happened: one of the four kinds of error, or what a checker or rule has to say. */
export type CodeKind = 'invalid' | 'refused' | 'absent' | 'fault' | 'refusal' | 'reason' | 'advice'

/** One place in the program where a code comes up. */
export interface CodeSite {
  code: string
  kind: CodeKind
  /** Chinese text as far as it does not depend on the case; `…` stands for what does. */
  message: string
  next: string
  /** File from the root. */
  file: string
}

/** A code as it may stand in the program: capital words, at least two. */
export const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/
const CHINESE = /[\p{Script=Han}：。]/u
const ERROR_KINDS = new Set(['invalid', 'refused', 'absent', 'fault'])

/** Every code that the sources give, in order of file and place. Tests are left out. */
export function codeSites(sources: ReadonlyMap<string, string>): CodeSite[] {
  const trees = [...sources]
    .filter(([file]) => !file.endsWith('.test.ts'))
    .map(([file, source]) => ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true))
  const constants = textConstants(trees)
  return trees.flatMap((tree) => {
    const sites: CodeSite[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isObjectLiteralExpression(node)) sites.push(...fromObject(node, tree.fileName, constants))
      else if (ts.isCallExpression(node))
        sites.push(...fromList(node.arguments, tree.fileName, constants, node))
      else if (ts.isArrayLiteralExpression(node))
        sites.push(...fromList(node.elements, tree.fileName, constants))
      ts.forEachChild(node, visit)
    }
    visit(tree)
    return sites
  })
}

type Constants = ReadonlyMap<string, string>

/** `const NAME = 'text'`: hints that several refusals share. */
function textConstants(trees: ts.SourceFile[]): Constants {
  const found = new Map<string, string>()
  for (const tree of trees) {
    for (const statement of tree.statements) {
      if (!ts.isVariableStatement(statement)) continue
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer && ts.isStringLiteralLike(initializer))
          found.set(name.text, initializer.text)
    }
  }
  return found
}

/** The texts an expression may give: one, or both of a condition. Empty when it is no text. */
function textsOf(node: ts.Expression | undefined, constants: Constants): string[] {
  if (!node) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node))
    return [[node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…')]
  if (ts.isConditionalExpression(node))
    return [...textsOf(node.whenTrue, constants), ...textsOf(node.whenFalse, constants)]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression, constants)
  if (ts.isIdentifier(node)) {
    const nearest = declaredBeside(node)
    return nearest ? textsOf(nearest, constants) : [constants.get(node.text) ?? []].flat()
  }
  return []
}

/** What a `const` of this name in one of the blocks around is set to. */
function declaredBeside(name: ts.Identifier): ts.Expression | undefined {
  for (let node: ts.Node = name; node; node = node.parent) {
    if (!ts.isBlock(node)) continue
    for (const statement of node.statements) {
      if (!ts.isVariableStatement(statement)) continue
      const found = statement.declarationList.declarations.find((each) => each.name.getText() === name.text)
      if (found?.initializer && found.initializer !== name) return found.initializer
    }
  }
  return undefined
}

const oneText = (node: ts.Expression | undefined, constants: Constants): string =>
  textsOf(node, constants).join(' / ')

/** `{ code: 'X', message: '…', next: '…' }`, alone or as what an error is made of. */
function fromObject(node: ts.ObjectLiteralExpression, file: string, constants: Constants): CodeSite[] {
  const property = (name: string) => {
    const found = node.properties.find((each) => each.name?.getText() === name)
    if (found && ts.isShorthandPropertyAssignment(found)) return found.name
    return found && ts.isPropertyAssignment(found) ? found.initializer : undefined
  }
  const says = property('message') ?? property('text') ?? property('says')
  if (!says) return []
  const maker = ts.isCallExpression(node.parent) ? node.parent.expression.getText() : ''
  const codes = textsOf(property('code'), constants)
  // Where the code depends on a condition, its texts depend on the same one.
  const paired = (texts: string[], i: number) =>
    texts.length === codes.length ? texts[i]! : texts.join(' / ')
  return codes
    .map((text, i) => ({
      code: text.replace('…', '*'),
      kind: kindOf(maker, file),
      message: paired(textsOf(says, constants), i),
      next: paired(textsOf(property('next'), constants), i),
      file,
    }))
    .filter(({ code, message }) => CODE.test(code.replace('*', 'X')) && !isPrefixer(code, message))
}

/** A maker that puts its module's name before the code it is given is no place where a code comes up. */
const isPrefixer = (code: string, message: string): boolean => code === 'COLLECTION_*' && message === ''

/** `maker('X', '…', '…')` and `['X', '…', '…']`: the first Chinese text after the code is what it says. */
function fromList(
  parts: readonly ts.Expression[],
  file: string,
  constants: Constants,
  call?: ts.CallExpression,
): CodeSite[] {
  const at = parts.findIndex((part) => ts.isStringLiteralLike(part) && CODE.test(part.text))
  if (at < 0) return []
  const texts = parts
    .slice(at + 1)
    .map((part) => oneText(part, constants))
    .filter((text) => CHINESE.test(text))
  if (texts.length === 0) return []
  const maker = call?.expression.getText() ?? 'invalid'
  const literal = (parts[at] as ts.StringLiteral).text
  const code = maker === 'unreadable' ? `COLLECTION_${literal}` : literal
  const kind = kindOf(maker === 'unreadable' ? 'invalid' : maker, file)
  return [{ code, kind, message: texts[0]!, next: texts[1] ?? '', file }]
}

function kindOf(maker: string, file: string): CodeKind {
  if (ERROR_KINDS.has(maker)) return maker as CodeKind
  if (file.includes('/rules/')) return 'reason'
  return file.startsWith('src/publication/') ? 'advice' : 'refusal'
}

const HEAD = `# Codes

Made by \`npm run fresh\` from the sources and the catalogue; a test holds it against them. A code never changes its
meaning and is never used again for another. \`…\` stands for what depends on the case.

On the wire an error is RFC 9457 problem details (\`src/kernel/http/problem.ts\`); its \`code\` is one of these. On the command
line it stands in brackets under the sentence. Kinds: **invalid** the input cannot be used (400, exit code 2) · **refused**
law or state says no (401, 403, 409) · **absent** there is no such thing (404) · **fault** a defect of the program or its
surroundings (500, exit code 1).
`

const SECTIONS: { title: string; about: string; kinds: CodeKind[] }[] = [
  {
    title: 'Errors',
    about: 'What a request or command as a whole can end with.',
    kinds: ['invalid', 'refused', 'absent', 'fault'],
  },
  {
    title: 'Refusals',
    about: 'Why one row, one field, one line of a file or one part of a catalogue item was not taken.',
    kinds: ['refusal'],
  },
  {
    title: 'Reasons of rules',
    about: 'Why a rule of law decided as it did; each is printed with its article.',
    kinds: ['reason'],
  },
  { title: 'Advice', about: 'What the public search says when it has nothing to show.', kinds: ['advice'] },
]

/** The page of all codes, from the sources and from the rules of the catalogue's items. */
export function errorsPage(sources: ReadonlyMap<string, string>, items: readonly ItemDefinition[]): string {
  const sites = codeSites(sources)
  const sections = SECTIONS.map(({ title, about, kinds }) => {
    const rows = merge(sites.filter(({ kind }) => kinds.includes(kind)))
    return `## ${title}\n\n${about}\n\n| code | kind | says | what to do next | where |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return [HEAD, ...sections, rulesSection(items)].join('\n')
}

/** One line per code, whatever number of places give it. */
function merge(sites: CodeSite[]): string[] {
  const byCode = new Map<string, CodeSite[]>()
  for (const site of sites) byCode.set(site.code, [...(byCode.get(site.code) ?? []), site])
  return [...byCode]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, same]) => {
      const distinct = (pick: (site: CodeSite) => string) => [
        ...new Set(same.map(pick).filter((text) => text !== '')),
      ]
      const cell = (pick: (site: CodeSite) => string) => distinct(pick).join('<br>').replaceAll('|', '\\|')
      const files = distinct((site) => `\`${site.file}\``).join('<br>')
      return `| \`${code}\` | ${cell(({ kind }) => kind)} | ${cell(({ message }) => message)} | ${cell(({ next }) => next)} | ${files} |`
    })
}

/** Refusals that the items of the catalogue bring with them. */
function rulesSection(items: readonly ItemDefinition[]): string {
  const rows = items.flatMap((item) =>
    item.rules.map(
      ({ id, severity, fields, says, fix }) =>
        `| ${item.name} | \`${id}\` | ${severity} | ${fields.join('、')} | ${says} | ${fix} |`,
    ),
  )
  return `## Refusals by the rules of an item\n\nFrom \`catalogue/\`. A row is refused on an error; a warning is only told.\n\n| item | code | severity | fields | says | what to do next |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`
}
