// The typed message of the webchat API, as docs/reference/webchat.md has it, read from whatever the server sent.

export interface Button {
  title: string;
  payload: string;
}

export interface Source {
  name: string;
  url: string;
  as_of: string;
}

/** A figure; `source` is an index into the message's sources, or null. */
export interface Fact {
  label: string;
  value: string;
  source: number | null;
}

export interface Card {
  id: string;
  title: string;
  subtitle: string;
  sponsored: boolean;
  facts: Fact[];
  buttons: Button[];
  url: string | null;
}

export interface Point {
  label: string;
  x: number;
  y: number | null;
}

export type ChartKind = "range" | "bar" | "scatter";

export interface Chart {
  kind: ChartKind;
  title: string;
  unit: string;
  points: Point[];
  /** What the two directions of a scatter chart say. */
  axes: { x: string; y: string };
  alt: string;
  source: number | null;
}

export interface Message {
  id: string;
  from: "visitor" | "assistant" | "person";
  at: string;
  text: string;
  buttons: Button[];
  cards: Card[];
  charts: Chart[];
  sources: Source[];
  client_id: string | null;
}

type Raw = Record<string, unknown>;

/** Returns the messages that can be shown; what a newer server adds is left out, not stumbled over. */
export function readMessages(raw: unknown): Message[] {
  return list(raw, readMessage);
}

export function readMessage(raw: Raw): Message | null {
  const from = raw.from;
  if ((from !== "visitor" && from !== "assistant" && from !== "person") || !text(raw.id)) return null;
  return {
    id: text(raw.id),
    from,
    at: text(raw.at),
    text: text(raw.text),
    buttons: list(raw.buttons, readButton),
    cards: list(raw.cards, readCard),
    charts: list(raw.charts, readChart),
    sources: list(raw.sources, (source) => ({
      name: text(source.name),
      url: text(source.url),
      as_of: text(source.as_of),
    })),
    client_id: text(raw.client_id) || null,
  };
}

function readButton(raw: Raw): Button | null {
  const [title, payload] = [text(raw.title), text(raw.payload)];
  return title && payload ? { title, payload } : null;
}

function readCard(raw: Raw): Card {
  return {
    id: text(raw.id),
    title: text(raw.title),
    subtitle: text(raw.subtitle),
    sponsored: raw.sponsored === true,
    facts: list(raw.facts, (fact) => ({
      label: text(fact.label),
      value: text(fact.value),
      source: index(fact.source),
    })),
    buttons: list(raw.buttons, readButton),
    url: text(raw.url) || null,
  };
}

function readChart(raw: Raw): Chart | null {
  const kind = raw.kind;
  if (kind !== "range" && kind !== "bar" && kind !== "scatter") return null;
  const points = list(raw.points, (point) =>
    typeof point.x === "number"
      ? { label: text(point.label), x: point.x, y: typeof point.y === "number" ? point.y : null }
      : null,
  );
  if (!points.length) return null;
  const axes = (raw.axes ?? {}) as Raw;
  return {
    kind,
    title: text(raw.title),
    unit: text(raw.unit),
    points,
    axes: { x: text(axes.x), y: text(axes.y) },
    alt: text(raw.alt),
    source: index(raw.source),
  };
}

function list<T>(raw: unknown, read: (item: Raw) => T | null): T[] {
  if (!Array.isArray(raw)) return [];
  return raw
    .filter((item): item is Raw => typeof item === "object" && item !== null)
    .map(read)
    .filter((item): item is T & {} => item !== null);
}

function text(raw: unknown): string {
  return typeof raw === "string" ? raw : "";
}

function index(raw: unknown): number | null {
  return typeof raw === "number" && raw >= 0 && raw % 1 === 0 ? raw : null;
}
