import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { ReportContent } from './content.ts'
import { glyphsOf, markMissing } from './glyphs.ts'
import { keepFonts } from './kept-fonts.ts'
import { type Issue, layOut } from './layout.ts'

export interface PdfTask {
  task: number
  content: ReportContent
  issue: Issue
}
export type PdfAnswer = { task: number; pdf: Uint8Array } | { task: number; error: string }

keepFonts()
const { default: pdfmake } = await import('pdfmake')

const { resolve } = createRequire(import.meta.url)
const place = (weight: string) =>
  resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`)
const [normal, bold] = [place('400Regular'), place('700Bold')]

pdfmake.setFonts({ Noto: { normal, bold, italics: normal, bolditalics: bold } })
// Nothing is fetched and nothing is read but the two fonts, whatever a document says.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((asked) => asked === normal || asked === bold)

const hasGlyph = glyphsOf(readFileSync(normal))

parentPort!.on('message', async ({ task, content, issue }: PdfTask) => {
  let answer: PdfAnswer
  try {
    const { value, missing } = markMissing(content, hasGlyph)
    answer = { task, pdf: await pdfmake.createPdf(layOut(value, issue, missing)).getBuffer() }
  } catch (error) {
    answer = { task, error: String((error as Error).stack ?? error) }
  }
  parentPort!.postMessage(answer)
})
