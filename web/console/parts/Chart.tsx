// A chart in our colours. The library is loaded only when the first chart is shown; a table behind it tells screen readers the same.
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { palette } from '../../shared/palette.ts';
import { useMode } from '../../shared/theme.ts';

type Drawing = Awaited<ReturnType<typeof loadCharts>>;
type Chart = ReturnType<Drawing['init']>;

export function Chart(props: { label: string; height?: number; option: EChartsCoreOption }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(undefined);
  const mode = useMode();
  const { option } = props;
  const latest = useRef({ option, mode });
  latest.current = { option, mode };

  useEffect(() => {
    let gone = false;
    const element = place.current;
    if (!element) return;
    const watch = new ResizeObserver(() => chart.current?.resize());
    void loadCharts().then((charts) => {
      if (gone) return;
      chart.current = charts.init(element, undefined, { renderer: 'svg' });
      chart.current.setOption(withLooks(latest.current.option, latest.current.mode));
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(withLooks(option, mode), { replaceMerge: ['series'] });
  }, [option, mode]);

  return <div ref={place} role="img" aria-label={props.label} style={{ height: props.height ?? 220 }} />;
}

const loadCharts = () => import('./echarts.ts');

function withLooks(option: EChartsCoreOption, mode: 'light' | 'dark'): EChartsCoreOption {
  const colours = palette[mode];
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const axis = {
    axisLine: { lineStyle: { color: colours.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: colours.ink3, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: colours.line } },
  };
  const themed = (given: unknown) => {
    if (given === undefined) return undefined;
    const wish = given as { axisLabel?: object };
    return { ...axis, ...wish, axisLabel: { ...axis.axisLabel, ...wish.axisLabel } };
  };
  return {
    animation: !still,
    animationDuration: 400,
    color: [colours.jade, colours.blue, colours.amber, colours.red],
    textStyle: { fontFamily: 'system-ui, sans-serif', color: colours.ink2 },
    grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12 },
    },
    ...option,
    ...(option.legend
      ? { legend: { textStyle: { color: colours.ink2, fontSize: 11 }, ...(option.legend as object) } }
      : {}),
    xAxis: themed(option.xAxis),
    yAxis: themed(option.yAxis),
  };
}
