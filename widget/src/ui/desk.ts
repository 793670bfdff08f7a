/** What every part of the panel may use, handed down once. */

import { createContext } from "preact";
import { useContext, useEffect, useReducer } from "preact/hooks";
import type { Chat } from "../sdk/chat";
import type { Keepsake } from "../sdk/session";
import type { ChatState } from "../sdk/state";
import type { Config } from "./config";
import type { Settings, Theme } from "./settings";
import type { Language, Texts } from "./texts";

export interface Desk {
  chat: Chat;
  keepsake: Keepsake;
  settings: Settings;
  config: Config;
  texts: Texts;
  language: Language;
  theme: Theme;
  sound: boolean;
  /** What a texted link holds, until the visitor continued by it. */
  link: string | null;
  choose(change: { theme?: Theme; sound?: boolean; language?: Language }): void;
  /** Shows a short line at the foot, read out politely. */
  notify(text: string): void;
  close(): void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("a part of the panel stands outside of it");
  return desk;
}

/** The chat's state, drawn again whenever it changes. */
export function useChat(chat: Chat): ChatState {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => chat.subscribe(() => redraw(undefined)), [chat]);
  return chat.state;
}
