/** What a site chose, from the tag's data attributes or from a call, with nothing unexpected in it. */

import type { Changes, Settings, Theme } from "./settings";
import { asLanguage } from "./texts";

const LONGEST = 80;

type Reading = { [K in keyof Changes]-?: (value: string) => Settings[K] };

const asTheme = (value: string): Theme => (value === "light" || value === "dark" ? value : "auto");

const READ: Reading = {
  language: asLanguage,
  theme: asTheme,
  position: (value) => (value === "left" ? "left" : "right"),
  label: String,
  accent: String,
  phone: String,
  clinicName: String,
  page: String,
};

/** The known settings among the values; anything else is left out. */
export function asChanges(values: unknown): Changes {
  const given = (typeof values === "object" && values !== null ? values : {}) as Record<string, unknown>;
  const known = Object.entries(READ).filter(([name]) => typeof given[name] === "string");
  return Object.fromEntries(known.map(([name, read]) => [name, read(String(given[name]).slice(0, LONGEST))]));
}

/** The settings of the tag that loaded the widget. */
export function readSettings(script: HTMLScriptElement): Settings {
  const { dataset } = script;
  const language = document.documentElement.lang || navigator.language;
  return {
    origin: new URL(script.src, location.href).origin,
    language: asLanguage(language),
    ...{ theme: "auto", position: "right", label: "", accent: "", phone: "", clinicName: "", page: "" },
    ...asChanges(dataset),
    mode: dataset.mode === "page" ? "page" : "launcher",
  };
}
