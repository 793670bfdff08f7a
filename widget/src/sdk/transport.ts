/** The line to the desk, behind an interface so that tests can put a fake in its place. */

import { io, type Socket } from "socket.io-client";

export interface Listener {
  connected(): void;
  disconnected(): void;
  event(name: string, payload: unknown): void;
}

export interface Transport {
  open(listener: Listener): void;
  close(): void;
  /** Tries again at once, after sleep or when the network is back. */
  wake(): void;
  /** Hangs up a line that is dead though nobody noticed; `redial` tries a new one at once. */
  drop(redial: boolean): void;
  emit(name: string, payload: unknown): void;
  /** Sends and waits for the acknowledgement; rejects after `milliseconds` or without a line. */
  request(name: string, payload: unknown, milliseconds: number): Promise<unknown>;
}

export class SocketTransport implements Transport {
  #socket: Socket | null = null;

  constructor(private readonly origin: string) {}

  open(listener: Listener): void {
    this.close();
    const socket = io(this.origin, {
      path: "/socket.io",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      withCredentials: false,
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 8000,
      timeout: 8000,
    });
    socket.on("connect", () => listener.connected());
    socket.on("disconnect", (reason) => {
      listener.disconnected();
      // A server that closes on purpose (restart, too many sockets) is not redialled by the client.
      if (reason === "io server disconnect") setTimeout(() => this.wake(), 1500);
    });
    socket.on("connect_error", () => {
      listener.disconnected();
      if (!socket.active) setTimeout(() => this.wake(), 5000); // refused by the server itself
    });
    socket.onAny((name: string, ...args: unknown[]) => {
      listener.event(name, args[0]);
      const received = args[args.length - 1];
      if (typeof received === "function") received();
    });
    this.#socket = socket;
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.removeAllListeners();
    socket?.offAny();
    socket?.disconnect();
  }

  wake(): void {
    if (this.#socket && !this.#socket.connected) this.drop(true);
  }

  drop(redial: boolean): void {
    this.#socket?.disconnect();
    if (redial) this.#socket?.connect();
  }

  emit(name: string, payload: unknown): void {
    this.#socket?.emit(name, payload);
  }

  async request(name: string, payload: unknown, milliseconds: number): Promise<unknown> {
    if (!this.#socket?.connected) throw new Error("no connection");
    return await this.#socket.timeout(milliseconds).emitWithAck(name, payload);
  }
}
