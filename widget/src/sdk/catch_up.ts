/** Notices what was missed (sleep, a lost line, a second tab) and asks the server for it. */

import { Timers } from "./timers";
import { lastSeq, type Transcript } from "./transcript";
import type { Message } from "./wire";

const GAP_MS = 250;
const AGAIN_MS = 2000;
const TRIES = 3;

export interface Source {
  known(): Transcript;
  /** Messages after that seq; rejects where no answer came. */
  ask(after: number): Promise<Message[]>;
  show(messages: Message[]): void;
}

export class CatchUp {
  /** Everything up to this seq is known. */
  #floor = 0;
  /** Raised by a reset: an answer to an older question is not shown. */
  #round = 0;
  #timers = new Timers();

  constructor(private readonly source: Source) {}

  /** Forgets how far it came: the conversation may be another one. */
  reset(): void {
    this.#floor = 0;
    this.#round += 1;
    this.#timers.cancelAll();
  }

  /** A message with that number came. The pause lets one that is on its way fill the gap. */
  reached(seq: number | null): void {
    if (seq !== null && this.#hasGap()) this.#timers.set("gap", GAP_MS, () => this.#closeGap());
  }

  /** Asks for what came after the last known message. Numbers that stay missing are not ours. */
  async now(tries = TRIES): Promise<void> {
    const [round, seen] = [this.#round, lastSeq(this.source.known())];
    try {
      const messages = await this.source.ask(this.#floor);
      if (round !== this.#round) return;
      this.source.show(messages);
      this.#floor = Math.max(this.#floor, seen, ...messages.map((message) => message.seq ?? 0));
    } catch {
      if (round === this.#round && tries > 1)
        this.#timers.set("again", AGAIN_MS, () => void this.now(tries - 1));
    }
  }

  #hasGap(): boolean {
    const numbers = new Set(this.source.known().map((entry) => entry.seq));
    while (numbers.has(this.#floor + 1)) this.#floor += 1;
    return lastSeq(this.source.known()) > this.#floor;
  }

  #closeGap(): void {
    if (this.#hasGap()) void this.now();
  }
}
