/** Sends the visitor's messages one after the other, each until the server has stored it. */

import { readAck, type Ack } from "./wire";
import type { Entry } from "./transcript";

const TRIES = 3;

export interface Post {
  /** The oldest message that is still to be sent. */
  next(): Entry | null;
  /** Rejects where no acknowledgement came in time. */
  send(entry: Entry): Promise<unknown>;
  online(): boolean;
  answered(entry: Entry, ack: Ack): void;
  /** The line looks up, but nobody answers on it. */
  redial(): void;
  /** Nobody answered, on several lines. */
  unanswered(entry: Entry): void;
}

export class Outbox {
  #busy = false;
  #tries = new Map<string, number>();

  constructor(private readonly post: Post) {}

  /** Sends what is waiting. One at a time, so that the order is the visitor's. */
  async pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let entry = this.#next(); entry; entry = this.#next()) await this.#deliver(entry);
    } finally {
      this.#busy = false;
    }
  }

  #next(): Entry | null {
    return this.post.online() ? this.post.next() : null;
  }

  async #deliver(entry: Entry): Promise<void> {
    const tries = (this.#tries.get(entry.key) ?? 0) + 1;
    this.#tries.set(entry.key, tries);
    try {
      const ack = readAck(await this.post.send(entry));
      this.#tries.delete(entry.key);
      this.post.answered(entry, ack);
    } catch {
      this.#unanswered(entry, tries);
    }
  }

  /** The same client id goes again over a new line: the server keeps it once. */
  #unanswered(entry: Entry, tries: number): void {
    if (!this.post.online()) return;
    if (tries < TRIES) return this.post.redial();
    this.#tries.delete(entry.key);
    this.post.unanswered(entry);
  }
}
