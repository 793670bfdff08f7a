import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryShelf } from "../testing/fake_transport";
import { ShakyDesk } from "../testing/shaky_desk";
import { Chat } from "./chat";
import { Keepsake } from "./session";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A small generator with a seed, so that a failure can be seen again (mulberry32). */
function luckOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function visitor(desk: ShakyDesk): Chat {
  let made = 0;
  const chat = new Chat({
    transport: desk,
    keepsake: new Keepsake(new MemoryShelf(), new MemoryShelf()),
    newId: () => `mine-${(made += 1)}`,
    now: () => "2026-04-07T10:15:00-05:00",
    context: () => ({}),
  });
  chat.start();
  return chat;
}

test.each([1, 2, 3, 4, 5])(
  "200 reconnects at random points: nothing lost, doubled or out of order (seed %i)",
  async (seed) => {
    const luck = luckOf(seed);
    const desk = new ShakyDesk(luck, 0.3);
    const chat = visitor(desk);
    let said = 0;
    for (let round = 0; round < 200; round += 1) {
      desk.connect();
      if (luck() < 0.5) chat.send(`question ${(said += 1)}`);
      await vi.advanceTimersByTimeAsync(luck() * 400);
      desk.cut();
      if (luck() < 0.2) chat.send(`question ${(said += 1)}`);
      await vi.advanceTimersByTimeAsync(luck() * 400);
    }
    desk.loss = 0;
    desk.connect();
    await vi.advanceTimersByTimeAsync(10_000);
    const shown = chat.state.transcript.map(({ id, text }) => [id, text]);
    expect(shown).toEqual(desk.log.map(({ id, text }) => [id, text]));
    const mine = desk.log.filter(({ author }) => author === "user").map(({ text }) => text);
    expect(mine).toEqual(Array.from({ length: said }, (_, i) => `question ${i + 1}`));
  },
);
