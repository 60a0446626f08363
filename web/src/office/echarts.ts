// The charts that the boards need, in a chunk of their own: nobody who opens no board loads it.
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components'
import * as core from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

core.use([BarChart, LineChart, GridComponent, LegendComponent, AriaComponent, CanvasRenderer])

export const init = core.init
