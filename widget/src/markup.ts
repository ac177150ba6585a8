// The little markup of the assistant's texts: **bold**, "- " lists, [links](https…). DOM nodes only, never HTML.

import { el, type Child } from "./dom";
import type { Texts } from "./texts";

const INLINE = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^\s()]+)\)/g;

export function paragraphs(text: string, texts: Texts): HTMLElement[] {
  const blocks: HTMLElement[] = [];
  let items: HTMLElement | null = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("- ")) {
      if (!items) blocks.push((items = el("ul", {})));
      items.append(el("li", {}, ...inline(line.slice(2), texts)));
    } else {
      items = null;
      if (line.trim()) blocks.push(el("p", {}, ...inline(line, texts)));
    }
  }
  return blocks;
}

export function inline(text: string, texts: Texts): Child[] {
  const nodes: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index));
    const [whole, bold, title, url] = match;
    nodes.push(bold ? el("strong", {}, ...inline(bold, texts)) : link(title ?? "", url ?? "", texts) ?? whole);
    end = match.index + whole.length;
  }
  return [...nodes, text.slice(end)];
}

/** Returns a link that opens beside the page, or null for an address that is none of the web's. */
export function link(title: string, url: string, texts: Texts): HTMLElement | null {
  const href = webAddress(url);
  if (!href) return null;
  const attributes = { href, target: "_blank", rel: "noopener noreferrer" };
  return el("a", attributes, title, el("span", { class: "sr" }, ` ${texts.newTab}`));
}

export function webAddress(url: string): string | null {
  try {
    const { protocol, href, username } = new URL(url);
    // A name before the host ("https://www.bls.gov@elsewhere") is there to deceive.
    return /^https?:$/.test(protocol) && !username ? href : null;
  } catch {
    return null;
  }
}

/** Returns a text without its markup, for those who listen and for the transcript. */
export function plain(text: string, withAddresses = false): string {
  return text.replace(INLINE, (_, bold, title, url) => bold ?? (withAddresses ? `${title} (${url})` : title));
}
