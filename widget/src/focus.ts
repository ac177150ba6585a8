// Keeps the focus inside a panel that covers the whole screen: Tab goes round.

const STOPS = "button, a, summary, textarea, input, [tabindex]";

export function keepFocus(event: KeyboardEvent, panel: HTMLElement): void {
  const shown = [...panel.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.checkVisibility?.() ?? true);
  const [first, last] = [shown[0], shown[shown.length - 1]];
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  if (active !== (event.shiftKey ? first : last)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
