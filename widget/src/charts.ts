// Small pictures as inline SVG, each with its text alternative. 320 units wide; colours come from the style sheet.

import type { Chart, Message, Point } from "./contract";
import { el, svg } from "./dom";
import { sourceLine } from "./sources";
import type { Texts } from "./texts";

const WIDTH = 320;
const ROW = 44;
// Room for an amount at the end of a row.
const VALUE = 58;

interface Scale {
  (value: number): number;
  ticks: number[];
}

export function chartFigure(chart: Chart, message: Message, texts: Texts): HTMLElement {
  const draw = { range: rangeChart, bar: barChart, scatter: scatterChart }[chart.kind];
  const { height, parts } = draw(chart);
  // Without cards the sources stand under the text already.
  const source = chart.source !== null && message.cards.length ? message.sources[chart.source] : null;
  return el(
    "figure",
    { dir: "auto", lang: "en" },
    el("figcaption", {}, chart.title, chart.unit && el("span", { class: "muted" }, ` (${chart.unit})`)),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": chart.alt }, ...parts),
    chart.kind === "range" && el("p", { class: "muted" }, texts.range),
    source && sourceLine([source], texts),
  );
}

interface Drawing {
  height: number;
  parts: SVGElement[];
}

/** One row a label: a line over all percentiles, a bar over the middle half, a dot at the median. */
function rangeChart(chart: Chart): Drawing {
  const rows = new Map<string, Point[]>();
  for (const point of chart.points) rows.set(point.label, [...(rows.get(point.label) ?? []), point]);
  const height = rows.size * ROW;
  const across = scale(chart.points, "x", 14, WIDTH - VALUE - 8);
  const parts = axis(across, height);
  [...rows].forEach(([label, points], row) => {
    const top = row * ROW;
    const at = (percentile: number) => points.find(({ y }) => y === percentile)?.x;
    const amounts = points.map(({ x }) => x);
    const [low, high, median] = [at(25), at(75), at(50)];
    const middle = top + 28;
    parts.push(words(label, 0, top + 13, "label"));
    if (median !== undefined) parts.push(words(money(median), WIDTH, middle + 5, "value end"));
    parts.push(line(across(Math.min(...amounts)), middle, across(Math.max(...amounts)), middle, "whisker"));
    if (low !== undefined && high !== undefined)
      parts.push(box(across(low), middle - 6, across(high) - across(low), 12, "band"));
    if (median !== undefined) parts.push(svg("circle", { cx: across(median), cy: middle, r: 5, class: "dot" }));
  });
  return { height: height + 18, parts };
}

function barChart(chart: Chart): Drawing {
  const most = Math.max(...chart.points.map(({ x }) => x));
  const parts = chart.points.flatMap(({ label, x }, row) => [
    words(label, 0, row * ROW + 13, "label"),
    words(money(x), WIDTH, row * ROW + 30, "value end"),
    box(0, row * ROW + 20, WIDTH - VALUE, 12, "track"),
    box(0, row * ROW + 20, (x / most) * (WIDTH - VALUE), 12, "bar"),
  ]);
  return { height: chart.points.length * ROW - 6, parts };
}

/** A numbered dot a point; the number is the one that its label begins with. */
function scatterChart(chart: Chart): Drawing {
  const bottom = 170;
  const placed = chart.points.filter((point): point is Point & { y: number } => point.y !== null);
  const across = scale(placed, "x", 44, WIDTH - 20);
  const up = scale(placed, "y", bottom - 14, 28);
  const parts = axis(across, bottom);
  parts.push(words(`↑ ${chart.axes.y}`, 0, 11, "tick"), words(`${chart.axes.x} →`, WIDTH, bottom + 30, "tick end"));
  for (const tick of up.ticks)
    parts.push(words(money(tick), 0, up(tick) + 4, "tick"), line(36, up(tick), WIDTH, up(tick), "grid"));
  placed.forEach(({ label, x, y }, index) => {
    parts.push(svg("circle", { cx: across(x), cy: up(y), r: 10, class: "dot" }));
    parts.push(words(/^\d+/.exec(label)?.[0] ?? `${index + 1}`, across(x), up(y) + 4, "number"));
  });
  return { height: bottom + 36, parts };
}

function axis(across: Scale, height: number): SVGElement[] {
  return across.ticks.flatMap((tick) => [
    line(across(tick), 18, across(tick), height, "grid"),
    words(money(tick), across(tick), height + 14, "tick middle"),
  ]);
}

/** Maps amounts onto units, from a round number below the least to one above the most; a few ticks between. */
function scale(points: Point[], key: "x" | "y", from: number, to: number): Scale {
  const amounts = points.map((point) => point[key] ?? 0);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const rough = (most - least || most || 1) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const [start, end] = [Math.floor(least / step) * step, Math.ceil(most / step) * step || step];
  const place = (value: number) => from + ((value - start) / (end - start || 1)) * (to - from);
  const ticks = [];
  for (let tick = start; tick <= end; tick += step) ticks.push(tick);
  return Object.assign(place, { ticks });
}

// Intl.NumberFormat would take longer to make than all the rest of the widget.
function money(amount: number): string {
  return amount >= 1000 ? `$${Math.round(amount / 1000)}k` : `$${Math.round(amount)}`;
}

function words(text: string, x: number, y: number, kind: string): SVGElement {
  return svg("text", { x, y, class: kind }, text);
}

function line(x1: number, y1: number, x2: number, y2: number, kind: string): SVGElement {
  return svg("line", { x1, y1, x2, y2, class: kind });
}

function box(x: number, y: number, width: number, height: number, kind: string): SVGElement {
  return svg("rect", { x, y, width, height, rx: 4, class: kind });
}
