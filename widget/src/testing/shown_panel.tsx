/** The panel on a fake line in a shadow root, as the launcher would show it. */

import { render } from "preact";
import { act } from "preact/test-utils";
import { App } from "../ui/app";
import type { Settings } from "../ui/settings";
import { started, type Bench } from "./started_chat";

export const SETTINGS: Settings = {
  origin: "https://desk.example",
  language: "en",
  theme: "auto",
  position: "right",
  label: "",
  accent: "",
  phone: "312-555-0100",
  clinicName: "Lakeshore",
  page: "",
  mode: "launcher",
};

export const CONFIG = {
  clinic_name: "Lakeshore",
  clinic_phone: "312-555-0100",
  clinic_phone_link: "tel:+13125550100",
  disclosure: "I am a bot.",
  quick_choices: [{ title: "Do I need an MRI?", payload: "/faq/mri_required" }],
};

export interface Shown extends Bench {
  root: ShadowRoot;
  closed: number;
  find<T extends HTMLElement>(selector: string): T;
  /** The part that carries these words. */
  named<T extends HTMLElement>(words: string): T;
  say(name: string, payload: unknown): Promise<void>;
}

export async function show(
  made: Bench = started(),
  settings = SETTINGS,
  link: string | null = null,
): Promise<Shown> {
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  const root = host.attachShadow({ mode: "open" });
  const find = <T extends HTMLElement>(selector: string): T => {
    const found = root.querySelector<T>(selector);
    if (!found) throw new Error(`nothing fits ${selector}`);
    return found;
  };
  const named = <T extends HTMLElement>(words: string): T => {
    const parts = [...root.querySelectorAll<T>("button, a, summary")];
    const found = parts.find((part) => `${part.textContent}${part.getAttribute("aria-label") ?? ""}`.includes(words));
    if (!found) throw new Error(`nothing says ${words}`);
    return found;
  };
  const shown: Shown = {
    ...made,
    ...{ root, closed: 0, find, named },
    say: (name, payload) => act(() => made.line.say(name, payload)),
  };
  const close = (): void => void (shown.closed += 1);
  const props = { ...{ chat: made.chat, keepsake: made.keepsake, settings, link }, close };
  let configured = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (configured = resolve));
  await act(() => render(<App {...props} open configured={() => configured()} />, root));
  await act(() => arrived);
  return shown;
}

/** What happens, and all that follows from it. */
export const after = (event: () => void): Promise<void> => act(event);
