// Builds elements; texts are always text nodes.

export type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: never) => void);

const SVG = "http://www.w3.org/2000/svg";

/** Attributes named `on…` are listeners; true is an empty attribute; null, undefined and false are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Attribute>,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag: string, attributes: Record<string, Attribute>, ...children: Child[]): SVGElement {
  return fill(document.createElementNS(SVG, tag) as SVGElement, attributes, children);
}

function fill<E extends Element>(element: E, attributes: Record<string, Attribute>, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, `${value}`);
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

/** A line drawing of 24 by 24 units that says nothing to a screen reader. */
export function icon(path: string, filled = false): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: filled ? "icon filled" : "icon", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: path }),
  );
}
