/** What the site that carries the widget may choose. */

import type { Language } from "./texts";

export type Theme = "auto" | "light" | "dark";

export interface Settings {
  /** Where the desk is: the origin the script came from. */
  origin: string;
  language: Language;
  theme: Theme;
  position: "left" | "right";
  /** Words on the launcher; empty: the widget's own. */
  label: string;
  /** Any `#rrggbb` colour; ink that reads on it is worked out. Empty: the clinic's. */
  accent: string;
  /** What to say when the desk cannot be reached at all. */
  phone: string;
  clinicName: string;
  /** A name the site gives the page; never an address. Empty: nothing is sent. */
  page: string;
  /** "page": the chat fills its own page, as `/chat` does. */
  mode: "launcher" | "page";
}

export type Changes = Partial<Omit<Settings, "origin" | "mode">>;

/** What the launcher tells the panel, and what the panel answers. */
export interface Panel {
  show(takeFocus: boolean): void;
  hide(): void;
  configure(settings: Settings): void;
}

export interface Hooks {
  closed(): void;
  /** Asks to be shown: an emergency text arrived while the panel was closed. */
  urgent(): void;
  unread(count: number): void;
}

export type Mount = (root: ShadowRoot, settings: Settings, hooks: Hooks) => Panel;
