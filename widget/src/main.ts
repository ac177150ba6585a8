// Entry: one script tag, one widget; a second tag on the same page changes nothing.

import { css, parseRgb, readable, textOn, WHITE, type Rgb } from "./colour";
import { readConfig } from "./config";
import { el } from "./dom";
import { Launcher } from "./launcher";
import { Memory } from "./memory";
import { Panel } from "./panel";
import styles from "./styles.css";

declare global {
  interface Window {
    MLEGuide?: { open(): void; close(): void };
  }
}

const DARK_SURFACE: Rgb = [23, 25, 31];
const DEFAULT_COLOUR: Rgb = [54, 70, 184];

function start(script: HTMLScriptElement): void {
  const config = readConfig(script);
  const host = document.createElement("mle-guide-chat");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  const root = el("div", {
    class: `root ${config.position}`,
    lang: config.language,
    dir: config.direction,
    "data-theme": config.theme,
  });
  let made: Panel | undefined;
  // The page comes first: the panel is made when the browser has time for it, or when it is wanted.
  const panel = () => {
    if (made) return made;
    made = new Panel(config, new Memory(config.remember), launcher);
    root.prepend(made.element, made.status);
    return made;
  };
  const launcher = new Launcher(config, () => panel().toggle());
  launcher.draw(false, 0);
  root.append(launcher.element);
  shadow.append(root);
  document.body.append(host);
  for (const [name, value] of Object.entries({
    ...colours(config.colour, root),
    "--x": `${config.offset[0]}px`,
    "--y": `${config.offset[1]}px`,
    "--layer": `${config.layer}`,
  }))
    root.style.setProperty(name, value);
  window.MLEGuide = { open: () => panel().open(), close: () => made?.close() };
  (window.requestIdleCallback ?? setTimeout)(() => panel().resume());
}

/** Returns the site's colour and the shades of it that can be read in light and dark. */
function colours(wanted: string, root: HTMLElement): Record<string, string> {
  const colour = wanted || getComputedStyle(root).getPropertyValue("--mle-guide-color");
  const brand = (colour && computed(colour, root)) || DEFAULT_COLOUR;
  return {
    "--brand": css(brand),
    "--on-brand": css(textOn(brand)),
    "--ink-light": css(readable(brand, WHITE)),
    "--ink-dark": css(readable(brand, DARK_SURFACE)),
  };
}

/** Returns what the browser makes of a colour's name, or null where it is none. */
function computed(colour: string, root: HTMLElement): Rgb | null {
  const probe = el("i", {});
  probe.style.color = colour;
  if (!probe.style.color) return null;
  root.append(probe);
  const found = parseRgb(getComputedStyle(probe).color);
  probe.remove();
  return found;
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.MLEGuide) {
  window.MLEGuide = { open() {}, close() {} };
  if (document.body) start(script);
  else addEventListener("DOMContentLoaded", () => start(script), { once: true });
}
