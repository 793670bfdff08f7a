/** A chat on a fake line, as the visitor has it right after "Start chat". */

import { Chat } from "../sdk/chat";
import { Keepsake } from "../sdk/session";
import { FakeTransport, MemoryShelf } from "./fake_transport";

export interface Bench {
  chat: Chat;
  line: FakeTransport;
  keepsake: Keepsake;
  local: MemoryShelf;
  perTab: MemoryShelf;
}

export function bench(local = new MemoryShelf(), perTab = new MemoryShelf()): Bench {
  const line = new FakeTransport();
  const keepsake = new Keepsake(local, perTab);
  let made = 0;
  const chat = new Chat({
    transport: line,
    keepsake,
    newId: () => `mine-${(made += 1)}`,
    now: () => "2026-04-07T10:15:00-05:00",
    context: () => ({ language: "en" }),
  });
  return { chat, line, keepsake, local, perTab };
}

/** Connected, confirmed, and with an empty history. */
export function started(): Bench {
  const made = bench();
  made.chat.start();
  made.line.confirm();
  made.line.last("history").answer({ messages: [] });
  return made;
}

/** A message of the bot as the desk sends it. */
export const uttered = (seq: number, text: string, metadata = {}): Record<string, unknown> => ({
  text,
  metadata: { id: `m${seq}`, seq, at: "2026-04-07T10:15:00-05:00", author: "bot", ...metadata },
});

export const texts = ({ chat }: Bench): string[] => chat.state.transcript.map(({ text }) => text);
