/** Small helpers that both bundles need around the shadow root. */

import { inkOn, readableOn } from "./colours";

/** Adds rules to a shadow root without an inline style, so that a strict CSP holds. */
export function addStyles(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Gives the host the site's colour and what follows from it; false for what is no colour. */
export function paint(host: HTMLElement, accent: string): boolean {
  const [onLight, onDark] = [readableOn(accent, "#ffffff"), readableOn(accent, "#132125")];
  if (!onLight || !onDark) return false;
  host.style.setProperty("--fd-accent", accent);
  host.style.setProperty("--fd-accent-ink", inkOn(accent));
  host.style.setProperty("--fd-link-light", onLight);
  host.style.setProperty("--fd-link-dark", onDark);
  return true;
}
