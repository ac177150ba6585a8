// Keeps a site's own colour readable: WCAG contrast, and the nearest shade that has enough of it.

export type Rgb = [number, number, number];

export const WHITE: Rgb = [255, 255, 255];
export const BLACK: Rgb = [0, 0, 0];
const ENOUGH = 4.5;

export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Returns white, or black where white cannot be read on the colour. */
export function textOn(background: Rgb): Rgb {
  return contrast(background, WHITE) >= ENOUGH ? WHITE : BLACK;
}

/** Returns the colour, mixed with white or black as little as makes it readable on the background. */
export function readable(colour: Rgb, background: Rgb): Rgb {
  const towards = luminance(background) > 0.2 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, i) => Math.round(part + (towards[i]! - part) * share)) as Rgb;
    if (contrast(mixed, background) >= ENOUGH) return mixed;
  }
  return towards;
}

export function css(colour: Rgb): string {
  return `rgb(${colour.join(" ")})`;
}

/** Reads what browsers compute: `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`; null for anything else. */
export function parseRgb(computed: string): Rgb | null {
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(computed);
  return parts && (parts.slice(1, 4).map(Number) as Rgb);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
