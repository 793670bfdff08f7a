/** The lazily loaded part: builds the chat, draws it, and tells the launcher what it must know. */

import { render } from "preact";
import { Chat } from "../sdk/chat";
import { Keepsake, SESSION_KEY } from "../sdk/session";
import { mustBeDiscreet, pinned, unread } from "../sdk/state";
import { SocketTransport } from "../sdk/transport";
import { App } from "./app";
import { chime, countInTitle } from "./attention";
import { addStyles, paint } from "./host";
import type { Hooks, Mount, Panel, Settings } from "./settings";
import cardsCss from "./styles/cards.css?inline";
import conversationCss from "./styles/conversation.css?inline";
import panelCss from "./styles/panel.css?inline";
import startAndMenuCss from "./styles/start_and_menu.css?inline";

const LINK = /^#resume=([\w-]{16,64})$/;

class PanelView implements Panel {
  #open = false;
  #heard = 0;
  #alarm: string | null = null;
  #started = false;
  #link: string | null = null;
  #box = document.createElement("div");
  #keepsake = new Keepsake(shelf("localStorage"), shelf("sessionStorage"));
  #chat: Chat;

  constructor(
    private readonly root: ShadowRoot,
    private settings: Settings,
    private readonly hooks: Hooks,
  ) {
    addStyles(root, [panelCss, startAndMenuCss, conversationCss, cardsCss].join("\n"));
    root.append(this.#box);
    this.#chat = new Chat({
      transport: new SocketTransport(settings.origin),
      keepsake: this.#keepsake,
      newId: () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`,
      now: () => new Date().toISOString(),
      context: () => this.#context(),
    });
    this.#chat.subscribe(() => this.#changed());
    if (settings.mode === "page") this.#takeLink();
    if (this.#keepsake.session && !this.#link) this.#chat.start();
    this.#started = this.#chat.state.started;
    this.#listen();
    this.#draw();
  }

  show(takeFocus: boolean): void {
    this.#open = true;
    this.#keepsake.saveTab({ open: true });
    this.#draw();
    this.#changed();
    if (takeFocus) this.#focusSoon();
  }

  hide(): void {
    if (!this.#open || this.settings.mode === "page") return;
    this.#open = false;
    this.#keepsake.saveTab({ open: false });
    this.#draw();
    this.hooks.closed();
  }

  configure(settings: Settings): void {
    this.settings = settings;
    this.#draw();
  }

  /** Takes what a texted link holds out of the address, so that it stays in no history. */
  #takeLink(): void {
    this.#link = LINK.exec(location.hash)?.[1] ?? null;
    if (this.#link) history.replaceState(null, "", location.pathname + location.search);
    window.addEventListener("hashchange", () => {
      if (LINK.test(location.hash)) location.reload();
    });
  }

  #context(): Record<string, string> {
    const language = this.#keepsake.tab.choices.language ?? this.settings.language;
    return { language, ...(this.settings.page ? { page: this.settings.page } : {}) };
  }

  /** After the view was drawn, and after its own effects. */
  #focusSoon(): void {
    requestAnimationFrame(() => setTimeout(() => this.#focus()));
  }

  /** A touch screen would open its keyboard over the first words: there the title takes focus. */
  #focus(): void {
    const touch = matchMedia("(pointer: coarse)").matches;
    const places = [".safety", ...(touch ? [] : ["textarea", ".start-button"]), "h1"];
    const found = places.map((place) => this.#box.querySelector<HTMLElement>(place));
    found.find((place) => place !== null)?.focus();
  }

  #changed(): void {
    const { state } = this.#chat;
    if (this.#open && document.visibilityState === "visible") this.#chat.markRead();
    const count = unread(this.#chat.state);
    if (count > this.#heard && this.#keepsake.tab.choices.sound) chime();
    this.#heard = count;
    this.hooks.unread(count);
    countInTitle(count);
    const alarm = pinned(state)?.key ?? null;
    if (alarm && alarm !== this.#alarm && !this.#open && !mustBeDiscreet(state)) this.hooks.urgent();
    this.#alarm = alarm;
    if (state.started !== this.#started && this.#open && document.hasFocus()) this.#focusSoon();
    this.#started = state.started;
  }

  #listen(): void {
    const wake = (): void => {
      if (document.visibilityState !== "visible") return;
      this.#chat.wake();
      this.#changed();
    };
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("offline", () => this.#chat.lost());
    window.addEventListener("storage", (event) => {
      if (event.key === SESSION_KEY && event.newValue === null) this.#chat.forget();
    });
  }

  #draw(): void {
    render(
      <App
        chat={this.#chat}
        keepsake={this.#keepsake}
        settings={this.settings}
        open={this.#open}
        link={this.#link}
        close={() => this.hide()}
        configured={(config) => {
          if (!this.settings.accent && config.accent) paint(this.root.host as HTMLElement, config.accent);
        }}
      />,
      this.#box,
    );
  }
}

/** The storage, or none where the browser forbids it. */
function shelf(name: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[name];
  } catch {
    return null;
  }
}

export const mount: Mount = (root, settings, hooks) => new PanelView(root, settings, hooks);
