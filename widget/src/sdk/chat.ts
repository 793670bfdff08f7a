/**
 * One visitor's conversation: session, sending, receiving, catching up.
 *
 * The server's history is the truth. Live messages only bring it sooner: a jump in their `seq`
 * means that something was missed (sleep, a second tab), and the history is asked again.
 */

import { CatchUp } from "./catch_up";
import { Outbox } from "./outbox";
import type { Keepsake } from "./session";
import { AT_REST, mustBeDiscreet, readTo, type ChatState } from "./state";
import { Timers } from "./timers";
import * as transcript from "./transcript";
import type { Delivery, Entry, Outgoing, Transcript } from "./transcript";
import type { Transport } from "./transport";
import * as wire from "./wire";

const SEND_MS = 8_000;
const CATCH_UP_MS = 8_000;
const TYPING_MS = 12_000;
const OFFLINE_AFTER_MS = 4_000;

export interface Surroundings {
  transport: Transport;
  keepsake: Keepsake;
  newId(): string;
  /** ISO 8601. */
  now(): string;
  /** Goes with every message: language, and the page's name where the site gave one. */
  context(): Record<string, string>;
}

export class Chat {
  #state: ChatState = AT_REST;
  #listeners = new Set<() => void>();
  /** The line is up and the server knows who we are. */
  #confirmed = false;
  #timers = new Timers();
  /** What a texted link holds, and our name for its use; until it was used. */
  #link: { token: string; browser: string } | null = null;
  #outbox: Outbox;
  #catchUp: CatchUp;

  constructor(private readonly with_: Surroundings) {
    this.#outbox = new Outbox({
      next: () => this.#state.transcript.find((e) => e.delivery === "sending") ?? null,
      send: (entry) => with_.transport.request("user_uttered", this.#uttered(entry), SEND_MS),
      online: () => this.#confirmed,
      redial: () => with_.transport.drop(true),
      answered: (entry, ack) => this.#answered(entry, ack),
      unanswered: () => this.#giveUp(),
    });
    this.#catchUp = new CatchUp({
      known: () => this.#state.transcript,
      ask: async (after) =>
        wire.readHistory(await with_.transport.request("history", { after }, CATCH_UP_MS)),
      show: (messages) => this.#show(messages.reduce(transcript.add, this.#state.transcript)),
    });
  }

  get state(): ChatState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the line. The visitor pressed "Start chat", or did so earlier; `link`: of a text. */
  start(link: string | null = null): void {
    if (this.#state.started) return;
    const { keepsake } = this.with_;
    this.#link = link ? { token: link, browser: this.with_.newId() } : null;
    let before: Transcript = [];
    for (const one of keepsake.tab.unsent) before = transcript.addOutgoing(before, one, "waiting");
    const read = keepsake.session?.read ?? 0;
    this.#set({ started: true, transcript: before, read, linkFailed: false });
    this.#openLine();
  }

  #openLine(): void {
    this.#expectLine();
    this.with_.transport.open({
      connected: () => this.#askSession(),
      disconnected: () => this.#disconnected(),
      event: (name, payload) => this.#event(name, payload),
    });
  }

  /** Sends words, or the payload of a button under the button's title. */
  send(text: string, payload: string | null = null): void {
    const one = { clientId: this.with_.newId(), text, payload, at: this.with_.now() };
    const delivery = this.#confirmed || this.#state.line === "connecting" ? "sending" : "waiting";
    this.#show(transcript.addOutgoing(this.#state.transcript, one, delivery));
    this.with_.keepsake.saveTab({ draft: "" });
    this.#sendAgain(this.#lostOnTheWay, delivery);
  }

  retry(clientId: string): void {
    this.with_.transport.wake();
    const delivery = this.#confirmed ? "sending" : "waiting";
    this.#sendAgain((e) => e.clientId === clientId || this.#lostOnTheWay(e), delivery);
  }

  /** Takes back a message that was not sent, so that it can be changed; its words. */
  takeBack(clientId: string): string {
    const entry = this.#state.transcript.find((one) => one.clientId === clientId);
    this.#show(transcript.remove(this.#state.transcript, clientId));
    return entry?.text ?? "";
  }

  feedback(id: string, value: "up" | "down"): void {
    this.with_.transport.emit("feedback", { id, value });
  }

  markRead(): void {
    const read = readTo(this.#state);
    if (read <= this.#state.read) return;
    this.with_.keepsake.saveSession({ read });
    this.#set({ read });
    this.#tellSeen();
  }

  /** Asks for a text when staff answer and nobody is here: a code goes to the number first. */
  textMe(phone: string): Promise<wire.Ack> {
    return this.#ask("text_me", { phone });
  }

  textMeCode(code: string): Promise<wire.Ack> {
    return this.#ask("text_me_code", { code });
  }

  textMeStop(): Promise<wire.Ack> {
    return this.#ask("text_me_stop", {});
  }

  /** The device woke up, or the network came back. */
  wake(): void {
    if (this.#state.started && !this.#confirmed) this.with_.transport.wake();
    else if (this.#confirmed) void this.#catchUp.now();
  }

  /** The device says that it has no network. */
  lost(): void {
    if (this.#state.started) this.with_.transport.drop(false);
  }

  /** Revokes the session on the server and takes the chat off this device, in any case. */
  async clear(): Promise<void> {
    const revoked = this.with_.transport.request("clear", {}, 4000).catch(() => null);
    this.forget(false);
    await revoked;
    if (!this.#state.started) this.with_.transport.close();
  }

  /** Takes the chat off this device; another tab may have cleared it. */
  forget(hangUp = true): void {
    this.#timers.cancelAll();
    this.#catchUp.reset();
    this.with_.keepsake.wipe();
    this.#confirmed = false;
    if (hangUp) this.with_.transport.close();
    this.#set(AT_REST);
  }

  #sendAgain(which: (entry: Entry) => boolean, delivery: Delivery): void {
    this.#show(transcript.mark(this.#state.transcript, which, delivery));
    void this.#outbox.pump();
  }

  async #ask(name: string, payload: unknown): Promise<wire.Ack> {
    const answered = this.with_.transport.request(name, payload, SEND_MS);
    return await answered.then(wire.readAck, () => ({ ok: false, code: "no_answer" }) as const);
  }

  /** What the visitor was shown needs no text. */
  #tellSeen(): void {
    const seq = Math.floor(this.#state.read);
    if (this.#confirmed && seq > 0) this.with_.transport.emit("seen", { seq });
  }

  #uttered(entry: Entry): unknown {
    const metadata = { ...this.with_.context(), ...(entry.payload ? { title: entry.text } : {}) };
    return {
      message: entry.payload ?? entry.text,
      session_id: this.with_.keepsake.session?.token ?? null,
      id: entry.clientId,
      metadata,
    };
  }

  #answered(entry: Entry, ack: wire.Ack): void {
    if (!ack.ok) return this.#refused(entry, ack.code);
    this.#show(transcript.confirm(this.#state.transcript, entry.clientId ?? "", ack));
    this.#catchUp.reached(ack.seq);
  }

  #refused(entry: Entry, code: string): void {
    this.#fail(entry, code);
    if (code.includes("session")) this.#askSession();
  }

  #fail(entry: Entry, code: string): void {
    this.#show(transcript.mark(this.#state.transcript, (e) => e.key === entry.key, "failed", code));
  }

  /** Nobody answers: no later message may overtake an earlier one, so all of them wait. */
  #giveUp(): void {
    const sending = (entry: Entry): boolean => entry.delivery === "sending";
    this.#show(transcript.mark(this.#state.transcript, sending, "failed", "no_answer"));
  }

  /** Not refused: it goes again by itself, with the next message or over the next line. */
  #lostOnTheWay = (entry: Entry): boolean =>
    entry.delivery !== "failed" || entry.failure === "no_answer";

  #askSession(): void {
    if (this.#link) return void this.#useLink(this.#link);
    const session_id = this.with_.keepsake.session?.token ?? null;
    this.with_.transport.emit("session_request", { session_id, metadata: this.with_.context() });
  }

  /** Where the link opens nothing, a chat of this device goes on, or the visitor is told. */
  async #useLink(resume: { token: string; browser: string }): Promise<void> {
    const ack = await this.#ask("session_request", { resume, metadata: this.with_.context() });
    if (ack.ok || !this.#link) return;
    if (ack.code === "no_answer") return this.with_.transport.drop(true);
    this.#link = null;
    if (this.with_.keepsake.session) return this.#askSession();
    this.with_.transport.close();
    this.#set({ ...AT_REST, linkFailed: true });
  }

  #disconnected(): void {
    this.#confirmed = false;
    this.#set({ line: this.#state.line === "offline" ? "offline" : "connecting", typing: null });
    this.#hold();
    if (!this.#timers.has("offline")) this.#expectLine();
  }

  #expectLine(): void {
    this.#timers.set("offline", OFFLINE_AFTER_MS, () => {
      this.#set({ line: "offline" });
      this.#hold();
    });
  }

  /** Says of messages on their way that they wait for a line. */
  #hold(): void {
    const sending = (entry: Entry): boolean => entry.delivery === "sending";
    this.#show(transcript.mark(this.#state.transcript, sending, "waiting"));
  }

  #event(name: string, payload: unknown): void {
    if (!this.#state.started) return;
    if (name === "session_confirm") this.#sessionConfirmed(wire.readToken(payload));
    if (name === "bot_uttered") this.#received(wire.readMessage(payload));
    if (name === "user_message") this.#received(wire.readMessage(payload, "patient"));
    if (name === "status") this.#set({ status: wire.readStatus(payload) });
    if (name === "typing") this.#typing(wire.readTyping(payload));
  }

  #sessionConfirmed(token: string | null): void {
    if (!token) return;
    const before = this.with_.keepsake.session?.token;
    if (before && before !== token) this.#forgetSettled();
    this.with_.keepsake.saveSession({ token });
    this.#timers.cancel("offline");
    this.#link = null;
    this.#confirmed = true;
    this.#set({ line: "online" });
    this.#tellSeen();
    void this.#catchUp.now();
    this.#sendAgain(this.#lostOnTheWay, "sending");
  }

  /** Another token may be another conversation: only what is unsent stays. */
  #forgetSettled(): void {
    this.#catchUp.reset();
    this.#set({ read: 0 });
    this.#show(transcript.pending(this.#state.transcript));
  }

  #received(message: wire.Message | null): void {
    if (!message) return;
    if (message.author !== "patient") this.#set({ typing: null });
    this.#show(transcript.add(this.#state.transcript, message));
    this.#catchUp.reached(message.seq);
  }

  #typing(author: wire.Author): void {
    if (mustBeDiscreet(this.#state)) return;
    this.#set({ typing: author });
    this.#timers.set("typing", TYPING_MS, () => this.#set({ typing: null }));
  }

  #show(next: Transcript): void {
    this.#set({ transcript: next });
    const unsent: Outgoing[] = transcript.pending(next).map((e) => ({
      ...{ clientId: e.clientId ?? "", text: e.text },
      ...{ payload: e.payload, at: e.at ?? this.with_.now() },
    }));
    if (unsent.length || this.with_.keepsake.tab.unsent.length)
      this.with_.keepsake.saveTab({ unsent });
  }

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
