/** A desk behind a bad line: it keeps every message once, but much of what it says gets lost. */

import type { Listener, Transport } from "../sdk/transport";

interface Line {
  id: string;
  seq: number;
  author: string;
  text: string;
  client_id?: string;
}

export class ShakyDesk implements Transport {
  log: Line[] = [];
  up = false;
  #listener: Listener | null = null;

  /** `luck` gives numbers from 0 to 1; `loss` is the share that is lost. */
  constructor(
    private readonly luck: () => number,
    public loss: number,
  ) {}

  open(listener: Listener): void {
    this.#listener = listener;
  }

  close(): void {
    this.#listener = null;
  }

  wake(): void {}

  drop(): void {
    this.cut();
  }

  cut(): void {
    this.up = false;
    this.#listener?.disconnected();
  }

  connect(): void {
    this.up = true;
    this.#listener?.connected();
  }

  emit(name: string): void {
    if (name === "session_request") this.#listener?.event("session_confirm", "token");
  }

  async request(name: string, payload: unknown): Promise<unknown> {
    if (!this.up || this.#lost()) throw new Error("lost on the way there");
    const answer = name === "history" ? this.#history(payload) : this.#store(payload);
    await Promise.resolve();
    if (!this.up || this.#lost()) throw new Error("lost on the way back");
    return answer;
  }

  #history(payload: unknown): unknown {
    const { after } = payload as { after: number };
    return { messages: this.log.filter(({ seq }) => seq > after) };
  }

  #store(payload: unknown): unknown {
    const { id, message } = payload as { id: string; message: string };
    const known = this.log.find(({ client_id }) => client_id === id);
    const stored = known ?? this.#write({ author: "user", text: message, client_id: id });
    if (!known) this.#say(this.#write({ author: "bot", text: `answer to ${message}` }));
    return { ok: true, id: stored.id, seq: stored.seq };
  }

  #write(line: Omit<Line, "id" | "seq">): Line {
    const seq = this.log.length + 1;
    const written = { id: `m${seq}`, seq, ...line };
    this.log.push(written);
    return written;
  }

  #say({ text, ...metadata }: Line): void {
    if (this.up && !this.#lost()) this.#listener?.event("bot_uttered", { text, metadata });
  }

  #lost(): boolean {
    return this.luck() < this.loss;
  }
}
