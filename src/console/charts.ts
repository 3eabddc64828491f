import type { ECharts } from 'echarts/core'

/** One set of bars; the first of a chart is filled, the second hatched. */
export interface Series {
  nom: string
  valeurs: readonly number[]
}

/** A chart of lying bars, one line a name. `titre` and `description` are what is read out. */
export interface BarChart {
  id: string
  titre: string
  description: string
  noms: readonly string[]
  series: readonly Series[]
}

/** Stand for the page's own ink and accent, which the chart library cannot name. */
const INK = '#010101'
const BAR = '#010102'
const WIDTH = 480
const LABELS = 160
const LETTERS = 16
const HATCH = { symbol: 'rect', color: INK, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 }

/**
 * A bar chart as SVG, drawn on the server. Readable without colour: one ink, filled against hatched, each value written
 * at its bar. Styles become attributes, since the page's policy allows none inline.
 */
export async function barChart({ id, titre, description, noms, series }: BarChart): Promise<string> {
  const chart = await blank(noms.length * (series.length * 22 + 16) + (series.length > 1 ? 66 : 30))
  chart.setOption({
    animation: false,
    textStyle: { color: INK, fontSize: LETTERS, fontFamily: 'sans-serif' },
    grid: { left: LABELS + 10, right: 50, top: series.length > 1 ? 46 : 10, bottom: 10 },
    legend: { show: series.length > 1, left: 0, top: 4, itemWidth: 26, textStyle: { color: INK, fontSize: LETTERS } },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      data: [...noms],
      inverse: true,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: INK } },
      axisLabel: { color: INK, fontSize: LETTERS, width: LABELS, overflow: 'break', interval: 0 },
    },
    series: series.map(({ nom, valeurs }, i) => ({
      type: 'bar',
      name: nom,
      data: [...valeurs],
      barMaxWidth: 20,
      barGap: '10%',
      itemStyle: i === 0 ? { color: BAR } : { color: 'transparent', borderColor: INK, borderWidth: 1, decal: HATCH },
      label: {
        ...{ show: true, position: 'right', color: INK, fontSize: LETTERS, fontWeight: i === 0 ? 'bold' : 'normal' },
        formatter: ({ value }: { value: unknown }) => Number(value).toLocaleString('fr-FR'),
      },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return named(svg, id, titre, description)
}

/** An empty chart; the library is loaded with the first one. */
async function blank(height: number): Promise<ECharts> {
  const [{ init, use }, { BarChart }, { GridComponent, LegendComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  use([BarChart, GridComponent, LegendComponent, SVGRenderer])
  return init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
}

function named(svg: string, id: string, titre: string, description: string): string {
  const head = `<svg class="chart" role="img" aria-labelledby="${id}-t ${id}-d"`
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => attributes(style))
    .replaceAll(INK, 'currentColor')
    .replaceAll(BAR, 'var(--accent)')
    .replace('<svg', head)
    .replace('>', `><title id="${id}-t">${xml(titre)}</title><desc id="${id}-d">${xml(description)}</desc>`)
}

function attributes(style: string): string {
  const pairs = style.split(';').map(pair => pair.split(':'))
  return pairs.flatMap(([name = '', value = '']) => (value ? [` ${name.trim()}="${value.trim()}"`] : [])).join('')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const xml = (text: string) => text.replaceAll(/[&<>"]/g, c => ENTITIES[c]!)
