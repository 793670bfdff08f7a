/** Named timers: setting one again puts it off, and all can be stopped at once. */
export class Timers {
  #running = new Map<string, ReturnType<typeof setTimeout>>();

  set(name: string, milliseconds: number, then: () => void): void {
    this.cancel(name);
    const run = (): void => {
      this.#running.delete(name);
      then();
    };
    this.#running.set(name, setTimeout(run, milliseconds));
  }

  has(name: string): boolean {
    return this.#running.has(name);
  }

  cancel(name: string): void {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  cancelAll(): void {
    for (const name of [...this.#running.keys()]) this.cancel(name);
  }
}
