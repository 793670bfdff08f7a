/**
 * `widget.js`: the button on the clinic's page, and the one global name, `window.Frontdesk`.
 *
 * It stays small: the panel loads when the visitor opens it. It reads storage for a chat that was
 * started earlier, writes nothing, and asks the desk for nothing but the panel's own files.
 */

import { addStyles, paint } from "./host";
import launcherCss from "./launcher.css?inline";
import { asChanges, readSettings } from "./read_settings";
import type { Mount, Panel, Settings } from "./settings";
import { telephone } from "./telephone";
import { launcherTexts } from "./texts";

declare const PANEL_FILE: string;

type Call = [name: string, value?: unknown];

const ICON =
  "M12 3c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-1 0-2-.1-2.9-.4L5 20.4l.9-3.6C4.1 15.4 3 13.2 3 10.7 3 6.4 7 3 12 3Z";

const element = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  inside: ParentNode,
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  made.className = className;
  inside.append(made);
  return made;
};

function icon(): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const dots = "M8 10.7h.01M12 10.7h.01M16 10.7h.01";
  for (const [d, width] of [[ICON, "1.7"], [dots, "2.4"]] as const) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const looks = { d, fill: "none", stroke: "currentColor", "stroke-width": width };
    for (const [name, value] of Object.entries(looks)) path.setAttribute(name, value);
    path.setAttribute("stroke-linecap", "round");
    path.setAttribute("stroke-linejoin", "round");
    svg.append(path);
  }
  return svg;
}

function kept(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

class Launcher {
  #host = document.createElement("frontdesk-chat");
  #root = this.#host.attachShadow({ mode: "open" });
  #fallback = element("div", "fallback", this.#root);
  #button = element("button", "launcher", this.#root);
  #label = document.createElement("span");
  #badge = document.createElement("span");
  #panel: Promise<Panel> | null = null;
  #unread = 0;
  #opener: HTMLElement = this.#button;

  constructor(private settings: Settings) {
    addStyles(this.#root, launcherCss);
    this.#button.type = "button";
    this.#button.setAttribute("aria-haspopup", "dialog");
    this.#label.className = "label";
    this.#badge.className = "badge";
    this.#button.append(icon(), this.#label, this.#badge);
    this.#fallback.setAttribute("role", "status");
    this.#fallback.hidden = true;
    this.#button.addEventListener("click", () => void this.open());
    this.#draw();
  }

  /** Puts the launcher on the page; a chat that was started earlier comes back. */
  appear(): void {
    const place = document.getElementById("frontdesk-chat");
    (this.settings.mode === "page" && place ? place : document.body).append(this.#host);
    if (this.settings.mode === "page") void this.open(false);
    else if (kept("frontdesk.session")) this.#comeBack();
  }

  #comeBack(): void {
    const wasOpen = kept("frontdesk.tab").includes('"open":true');
    const load = (): void => void (wasOpen ? this.open(false) : this.#load().catch(() => null));
    if (document.readyState === "complete") load();
    else addEventListener("load", load, { once: true });
  }

  async open(takeFocus = true): Promise<void> {
    if (takeFocus) this.#opener = this.#focused();
    this.#button.setAttribute("aria-busy", "true");
    this.#fallback.hidden = true;
    try {
      const panel = await this.#load();
      this.#button.hidden = true;
      panel.show(takeFocus);
    } catch {
      this.#panel = null;
      this.#sayFailed();
    }
    this.#button.removeAttribute("aria-busy");
  }

  async close(): Promise<void> {
    if (this.#panel) (await this.#panel).hide();
  }

  configure(changes: unknown): void {
    this.settings = { ...this.settings, ...asChanges(changes) };
    this.#draw();
    void this.#panel?.then((panel) => panel.configure(this.settings));
  }

  #load(): Promise<Panel> {
    this.#panel ??= import(`${this.settings.origin}/widget/${PANEL_FILE}`).then(
      ({ mount }: { mount: Mount }) =>
        mount(this.#root, this.settings, {
          closed: () => this.#closed(),
          urgent: () => void this.open(),
          unread: (count) => this.#count(count),
        }),
    );
    return this.#panel;
  }

  #closed(): void {
    this.#button.hidden = this.settings.mode === "page";
    (this.#opener.isConnected ? this.#opener : this.#button).focus();
  }

  /** What the visitor pressed: a button of the page that opens the chat, or the launcher. */
  #focused(): HTMLElement {
    const { activeElement: on, body } = document;
    return on instanceof HTMLElement && on !== body && on !== this.#host ? on : this.#button;
  }

  #count(unread: number): void {
    this.#unread = unread;
    this.#draw();
  }

  #sayFailed(): void {
    const { phone, language } = this.settings;
    this.#fallback.textContent = `${launcherTexts[language].loadFailed} `;
    const link = phone ? element("a", "", this.#fallback) : null;
    if (link) Object.assign(link, { href: telephone(phone), textContent: phone });
    this.#fallback.hidden = false;
  }

  #draw(): void {
    const { position, mode, label, language, accent } = this.settings;
    const texts = launcherTexts[language];
    Object.assign(this.#host.dataset, { position, mode });
    this.#host.lang = language;
    this.#button.hidden ||= mode === "page";
    this.#label.textContent = label || texts.launcher;
    this.#badge.hidden = this.#unread === 0;
    this.#badge.textContent = String(this.#unread);
    const news = this.#unread ? `, ${texts.unread(this.#unread)}` : "";
    this.#button.setAttribute("aria-label", `${label || texts.launcher}${news}`);
    if (accent) paint(this.#host, accent);
  }
}

function begin(script: HTMLScriptElement): void {
  const page = window as unknown as { Frontdesk?: unknown };
  if (document.querySelector("frontdesk-chat")) return; // the tag stands twice on the page
  const waiting: Call[] = Array.isArray(page.Frontdesk) ? (page.Frontdesk as Call[]) : [];
  const launcher = new Launcher(readSettings(script));
  const calls: Record<string, (value: unknown) => void> = {
    open: () => void launcher.open(),
    close: () => void launcher.close(),
    identifyPage: (page: unknown) => launcher.configure({ page }),
    configure: (changes: unknown) => launcher.configure(changes),
  };
  const push = ([name, value]: Call): void => calls[name]?.(value);
  page.Frontdesk = Object.freeze({ ...calls, push });
  const appear = (): void => {
    launcher.appear();
    waiting.forEach(push);
  };
  if (document.body) appear();
  else addEventListener("DOMContentLoaded", appear, { once: true });
}

begin(document.currentScript as HTMLScriptElement);
