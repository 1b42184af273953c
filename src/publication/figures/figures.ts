import { absent, type Clock, csvRow, type Tx, today } from '../../kernel/index.ts'
import type { Figures } from '../contract.ts'
import { listTotals } from '../open/total.ts'

/**
 * The newest published totals of an item, by reporting unit and by day. Nothing is counted here: what is shown is what was
 * published and can be computed anew.
 * @param wanted code of the item; the first one when it is not given
 * @throws absent when nothing was published yet, or no such item
 */
export async function getFigures(tx: Tx, clock: Clock, wanted?: string): Promise<Figures> {
  const totals = await listTotals(tx)
  const [newest] = totals
  const item = newest?.value.items.find(({ code }) => wanted === undefined || code === wanted)
  if (!newest || !item) {
    throw absent({
      code: 'PUBLICATION_FIGURES_MISSING',
      message: newest ? `没有“${wanted}”的统计数。` : '还没有公布过统计数。',
      next: newest ? '请从统计页选择信息类别。' : '统计数每天公布一次，请稍后再看。',
    })
  }
  const trend = totals
    .map(({ computedOn, value }) => ({
      day: computedOn,
      total: value.items.find(({ code }) => code === item.code)?.total ?? 0,
    }))
    .reverse()
  return {
    asOf: today(clock),
    totalId: newest.totalId,
    computedOn: newest.computedOn,
    ledgerSize: newest.ledgerSize,
    hash: newest.hash,
    items: newest.value.items.map(({ code, name, total }) => ({ code, name, total })),
    item: { code: item.code, name: item.name },
    total: item.total,
    units: newest.value.units.map((unit, i) => ({ ...unit, count: item.byUnit[i] ?? null })),
    trend,
  }
}

/** The table beside the map, as a file. */
export const figuresCsv = (figures: Figures): string =>
  `\uFEFF${[
    csvRow(['考核单元代码', '考核单元', `${figures.item.name}（条）`, '统计日']),
    ...figures.units.map(({ code, name, count }) =>
      csvRow([code, name, count ?? '不足5', figures.computedOn]),
    ),
  ].join('')}`
