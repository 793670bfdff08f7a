/** A line to a desk that the test holds in its hand. */

import type { Listener, Transport } from "../sdk/transport";

interface Asked {
  name: string;
  payload: Record<string, unknown>;
  answer(value: unknown): void;
  fail(): void;
}

export class FakeTransport implements Transport {
  asked: Asked[] = [];
  emitted: [name: string, payload: Record<string, unknown>][] = [];
  dropped = 0;
  opened = 0;
  #listener: Listener | null = null;

  open(listener: Listener): void {
    this.#listener = listener;
    this.opened += 1;
  }

  close(): void {
    this.#listener = null;
  }

  wake(): void {}

  drop(): void {
    this.dropped += 1;
    this.disconnect();
  }

  emit(name: string, payload: unknown): void {
    this.emitted.push([name, payload as Record<string, unknown>]);
  }

  request(name: string, payload: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error("no answer in time"));
      this.asked.push({ name, payload: payload as Asked["payload"], answer: resolve, fail });
    });
  }

  connect(): void {
    this.#listener?.connected();
  }

  disconnect(): void {
    this.#listener?.disconnected();
  }

  say(name: string, payload: unknown): void {
    this.#listener?.event(name, payload);
  }

  /** Connects, and confirms the session. */
  confirm(token = "token-1"): void {
    this.connect();
    this.say("session_confirm", token);
  }

  /** Requests of that name, oldest first. */
  of(name: string): Asked[] {
    return this.asked.filter((one) => one.name === name);
  }

  last(name: string): Asked {
    const found = this.of(name).at(-1);
    if (!found) throw new Error(`nobody asked for ${name}`);
    return found;
  }
}

/** A storage that is a plain map. */
export class MemoryShelf {
  kept = new Map<string, string>();

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

/** Lets everything that is already settled run. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
};
