/** Which addresses may become links, and where they stand in a text. */

import { telephone } from "./telephone";

const SCHEMES = new Set(["http:", "https:", "tel:", "mailto:"]);

/** The address where it may be a link, made absolute against the desk; null where not. */
export function safeLink(address: string | undefined, origin: string): string | null {
  if (!address) return null;
  try {
    const url = new URL(address, origin);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export interface Piece {
  text: string;
  href: string | null;
}

const LINKS = new RegExp(
  [
    String.raw`https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]`,
    String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
    String.raw`(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}\b`,
  ].join("|"),
  "g",
);

function address(found: string): string {
  if (found.startsWith("http")) return found;
  return found.includes("@") ? `mailto:${found}` : telephone(found);
}

/** Cuts a text into plain pieces and links (web, e-mail, telephone). */
export function pieces(text: string): Piece[] {
  const cut: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    if (match.index > from) cut.push({ text: text.slice(from, match.index), href: null });
    cut.push({ text: match[0], href: address(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) cut.push({ text: text.slice(from), href: null });
  return cut;
}
