import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Figures } from '../contract.ts'

const MAP_FILE = path.join(import.meta.dirname, '../../../regions/map/hebei.json')
const SIZE = { width: 720, height: 760 }
const CHART = { width: 720, height: 420 }
const FONT = 'sans-serif'
const INK = '#1b222c'
/** From few to many; each step differs in lightness, so that it is read without colour too. */
const STEPS = ['#e3eaf6', '#b9cbe8', '#86a5d6', '#4c78bd', '#173f86']
const UNTOLD = '#cfc9bb'
/** Units that the outlines do not have; longitude and latitude of their seats. */
const POINTS: Record<string, [number, number]> = {
  '133100000000': [115.99, 39.03],
  '130682000000': [114.99, 38.52],
  '130181000000': [115.22, 37.94],
}

let loaded: Promise<typeof import('echarts')> | undefined

/** Loaded at first use: most processes draw nothing. */
function library() {
  loaded ??= import('echarts').then((echarts) => {
    echarts.registerMap('hebei', JSON.parse(readFileSync(MAP_FILE, 'utf8')))
    return echarts
  })
  return loaded
}

async function draw(option: object, size: { width: number; height: number }): Promise<string> {
  const { init } = await library()
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option })
    return chart.renderToSVGString({ useViewBox: true })
  } finally {
    chart.dispose()
  }
}

/** Five classes of about equally many units, with limits a reader can remember. */
function classesOf(counts: number[]): { min: number; max?: number; color: string; label: string }[] {
  const top = Math.max(5, ...counts)
  const step = niceStep(top / STEPS.length)
  return STEPS.map((color, i) => {
    const min = i === 0 ? 0 : i * step
    const last = i === STEPS.length - 1
    return last
      ? { min, color, label: `${min} 及以上` }
      : { min, max: (i + 1) * step - 1, color, label: `${min}–${(i + 1) * step - 1}` }
  })
}

function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1)))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw)!
}

/** The province with each reporting unit in the shade of its count; units without outlines as points. */
export function drawMap(figures: Figures): Promise<string> {
  const area = (code: string) => !(code in POINTS) && code !== '130000000000'
  const told = figures.units.filter(({ code, count }) => count !== null && (area(code) || code in POINTS))
  const pieces = classesOf(told.map((unit) => unit.count!))
  const colour = (count: number | null) =>
    count === null ? UNTOLD : pieces.findLast((piece) => count >= piece.min)!.color
  const label = (unit: Figures['units'][number]) => `${unit.name}\n${unit.count ?? '不足5'}`
  return draw(
    {
      visualMap: {
        type: 'piecewise',
        seriesIndex: 0,
        pieces,
        right: 24,
        bottom: 40,
        itemGap: 6,
        textStyle: { fontSize: 13, color: INK },
      },
      geo: { map: 'hebei', silent: true, itemStyle: { areaColor: UNTOLD, borderColor: '#ffffff' }, ...FRAME },
      series: [
        {
          type: 'map',
          map: 'hebei',
          ...FRAME,
          data: figures.units
            .filter(({ code }) => area(code))
            .map((unit) => ({
              name: unit.name,
              value: unit.count ?? Number.NaN,
              label: { formatter: label(unit), color: dark(colour(unit.count)) ? '#ffffff' : INK },
              itemStyle: { areaColor: colour(unit.count) },
            })),
          label: { show: true, fontSize: 14, lineHeight: 17 },
          itemStyle: { borderColor: '#5b6b75', borderWidth: 0.8 },
        },
        {
          type: 'scatter',
          coordinateSystem: 'geo',
          symbolSize: 16,
          data: figures.units
            .filter(({ code }) => code in POINTS)
            .map((unit) => ({
              name: unit.name,
              value: [...POINTS[unit.code]!, unit.count ?? 0],
              itemStyle: { color: colour(unit.count), borderColor: INK, borderWidth: 1.5 },
              label: {
                formatter: label(unit).replace('\n', ' '),
                // 衡水's own label stands to the right of 辛集.
                ...(unit.code === '130181000000' ? { position: 'top' } : {}),
              },
            })),
          label: {
            show: true,
            position: 'right',
            fontSize: 13,
            color: INK,
            backgroundColor: 'rgba(255,255,255,0.88)',
            padding: [2, 4],
          },
        },
      ],
    },
    SIZE,
  )
}

const FRAME = { layoutCenter: ['50%', '49%'], layoutSize: '96%' }

const dark = (colour: string) => colour === STEPS[3] || colour === STEPS[4]

/** How the published total of an item went from day to day. */
export function drawTrend(figures: Figures): Promise<string> {
  return draw(
    {
      grid: { left: 70, right: 24, top: 24, bottom: 40 },
      xAxis: { type: 'category', data: figures.trend.map(({ day }) => day), axisLabel: { color: INK } },
      yAxis: { type: 'value', minInterval: 1, axisLabel: { color: INK } },
      series: [
        {
          type: 'line',
          data: figures.trend.map(({ total }) => total),
          lineStyle: { color: STEPS[4], width: 2.5 },
          itemStyle: { color: STEPS[4] },
          symbolSize: 8,
        },
      ],
    },
    CHART,
  )
}
