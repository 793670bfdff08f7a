/**
 * What the widget keeps on the visitor's device, and only after "Start chat".
 *
 * The signed token lies in `localStorage`, so that a second tab and a later visit continue the
 * same conversation and a late reply of the staff is found. On a shared computer the visitor
 * chooses `sessionStorage` instead: the token then ends with the tab. Draft and unsent messages
 * belong to one tab and always lie in `sessionStorage`. No message that was sent is kept.
 */

import type { Outgoing } from "./transcript";

export const SESSION_KEY = "frontdesk.session";
export const TAB_KEY = "frontdesk.tab";

export interface Session {
  token: string;
  /** Where the visitor has read to. */
  read: number;
}

/** What the visitor chose in the menu. */
export interface Choices {
  theme?: "auto" | "light" | "dark";
  sound?: boolean;
  language?: "en" | "es";
}

export interface Tab {
  open: boolean;
  draft: string;
  unsent: Outgoing[];
  choices: Choices;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const EMPTY_TAB: Tab = { open: false, draft: "", unsent: [], choices: {} };

function read<T>(shelf: Shelf | null, key: string): Partial<T> | null {
  try {
    const kept: unknown = JSON.parse(shelf?.getItem(key) ?? "null");
    return typeof kept === "object" ? (kept as Partial<T>) : null;
  } catch {
    return null; // storage is switched off, or holds something foreign: as good as empty
  }
}

function write(shelf: Shelf | null, key: string, value: unknown): void {
  try {
    if (value === null) shelf?.removeItem(key);
    else shelf?.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage only costs the chat its memory across pages.
  }
}

export class Keepsake {
  #session: Session | null;
  #tab: Tab;
  #shared: boolean;

  constructor(
    private readonly local: Shelf | null,
    private readonly perTab: Shelf | null,
  ) {
    const inTab = read<Session>(perTab, SESSION_KEY);
    const kept = inTab ?? read<Session>(local, SESSION_KEY);
    this.#shared = inTab !== null;
    this.#session = kept?.token ? { token: kept.token, read: kept.read ?? 0 } : null;
    this.#tab = { ...EMPTY_TAB, ...read<Tab>(perTab, TAB_KEY) };
  }

  get session(): Session | null {
    return this.#session;
  }

  get tab(): Tab {
    return this.#tab;
  }

  /** Chooses where the token will lie; before the first one arrives. */
  useSharedComputer(shared: boolean): void {
    this.#shared = shared;
  }

  saveSession(change: Partial<Session>): void {
    const token = change.token ?? this.#session?.token;
    if (!token) return;
    this.#session = { token, read: change.read ?? this.#session?.read ?? 0 };
    write(this.#shared ? this.perTab : this.local, SESSION_KEY, this.#session);
    if (change.token) write(this.perTab, TAB_KEY, this.#tab);
  }

  /** Remembers for this tab; on the device only once there is a session. */
  saveTab(change: Partial<Tab>): void {
    this.#tab = { ...this.#tab, ...change };
    if (this.#session) write(this.perTab, TAB_KEY, this.#tab);
  }

  /** Takes everything off the device. */
  wipe(): void {
    this.#session = null;
    this.#tab = EMPTY_TAB;
    for (const shelf of [this.local, this.perTab]) {
      write(shelf, SESSION_KEY, null);
      write(shelf, TAB_KEY, null);
    }
  }
}
