// What a site sets on its script tag: `data-…` attributes, each with a default that works.

import { LANGUAGES, type Texts } from "./texts";

export interface Config {
  api: string;
  texts: Texts;
  language: string;
  direction: string;
  theme: "auto" | "light" | "dark";
  colour: string;
  position: "left" | "right";
  offset: [number, number];
  layer: number;
  privacy: string;
  remember: boolean;
  launcher: boolean;
  transcript: boolean;
}

export function readConfig(script: HTMLScriptElement): Config {
  const data = script.dataset;
  const language = (data.language ?? document.documentElement.lang).slice(0, 2).toLowerCase();
  const known = LANGUAGES[language] ? language : "en";
  const direction = data.dir ?? (document.documentElement.dir || getComputedStyle(document.documentElement).direction);
  // Where lines end, unless the site says otherwise.
  const position = data.position ?? (direction === "rtl" ? "left" : "right");
  const offset = (data.offset ?? "").split(",").map(Number);
  return {
    api: new URL(".", script.src).href,
    texts: { ...LANGUAGES[known]!, ...(data.title && { title: data.title }) },
    language: known,
    direction,
    theme: data.theme === "light" || data.theme === "dark" ? data.theme : "auto",
    colour: data.color ?? "",
    position: position === "left" ? "left" : "right",
    offset: [pixels(offset[0]), pixels(offset[1])],
    layer: Number(data.layer) || 2147483000,
    privacy: data.privacy ?? "",
    remember: "remember" in data,
    launcher: data.launcher !== "none",
    transcript: data.transcript !== "none",
  };
}

function pixels(value: number | undefined): number {
  return value && value > 0 && value <= 500 ? value : 20;
}
