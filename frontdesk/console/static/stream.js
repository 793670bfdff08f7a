// The stream of events. A browser opens six connections to a server and no more, so all tabs
// together keep three streams, and one for those that are hidden; the others ask now and then.

const SLOTS = ['frontdesk-live-1', 'frontdesk-live-2', 'frontdesk-live-3'];
const HIDDEN = 'frontdesk-live-hidden';
const ASK_EVERY = 2000;
const AGAIN_AFTER = 3000;

export class Stream {
  constructor(url, handlers) {
    this.url = url;
    this.tell = handlers;
    this.source = null;
    this.release = null;
    this.waiting = null;
    this.asking = null;
  }

  begin() {
    document.addEventListener('visibilitychange', () => this.place());
    addEventListener('pagehide', () => this.leave());
    this.place();
  }

  // Take the place that suits the tab: a stream of its own, the hidden tabs' one, or none.
  async place() {
    this.leave();
    if (!navigator.locks) {
      this.open();
    } else if (document.visibilityState !== 'visible') {
      this.waiting = new AbortController();
      navigator.locks.request(HIDDEN, { signal: this.waiting.signal }, () => this.hold()).catch(() => {});
    } else if (!(await this.takeSlot())) {
      this.asking = setInterval(() => this.askOrTake(), ASK_EVERY);
    }
  }

  leave() {
    clearInterval(this.asking);
    this.waiting?.abort();
    this.release?.();
    this.source?.close();
    this.asking = this.waiting = this.release = this.source = null;
  }

  // Open the stream and keep the lock until it is released.
  hold() {
    return new Promise((resolve) => { this.release = resolve; this.open(); });
  }

  async takeSlot() {
    for (const name of SLOTS) {
      const taken = await new Promise((answer) => {
        navigator.locks.request(name, { ifAvailable: true }, (lock) => {
          const wanted = lock && document.visibilityState === 'visible' && !this.source;
          answer(Boolean(wanted));
          return wanted ? this.hold() : undefined;
        });
      });
      if (taken) return true;
    }
    return false;
  }

  async askOrTake() {
    this.tell.instead();
    if (await this.takeSlot()) clearInterval(this.asking);
  }

  open() {
    const source = new EventSource(this.url);
    this.source = source;
    source.addEventListener('open', () => this.tell.online(true));
    source.addEventListener('queue', (event) => this.tell.queue(JSON.parse(event.data)));
    source.addEventListener('conversation', () => this.tell.conversation());
    source.addEventListener('signed_out', () => { this.leave(); this.tell.signedOut(); });
    source.addEventListener('error', () => this.lost(source));
  }

  lost(source) {
    if (source !== this.source) return;
    this.tell.online(false);
    // A refusal closes the stream for good: the session may have ended, and asking will tell.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (source !== this.source) return;
      this.tell.instead();
      this.open();
    }, AGAIN_AFTER);
  }
}
