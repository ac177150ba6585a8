// Where figures come from, in small print under what they stand for.

import type { Source } from "./contract";
import { el, type Child } from "./dom";
import { link } from "./markup";
import type { Texts } from "./texts";

export function sourceLine(sources: Source[], texts: Texts): HTMLElement {
  const named = sources.flatMap((source, index): Child[] => [
    index > 0 && "; ",
    link(source.name, source.url, texts) ?? source.name,
    source.as_of && `, ${source.as_of}`,
  ]);
  return el("p", { class: "source" }, `${texts.source}: `, ...named);
}
