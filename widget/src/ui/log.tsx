import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { pinned, type ChatState } from "../sdk/state";
import type { Entry } from "../sdk/transcript";
import { TALK_TO_PERSON } from "./actions";
import { useDesk } from "./desk";
import { EntryView } from "./entry";
import { Icon, Mark } from "./icons";

const NEAR_THE_END = 80;
/** Messages that come within this time belong together: the first of them stays in sight. */
const TOGETHER_MS = 4_000;
/** Was read before the start already: who has asked wants to see the answer after it. */
const READ_BEFORE = "utter_disclosure";

/** The conversation: every message once, new ones read out politely. */
export function Log({ state, edit }: { state: ChatState; edit(text: string): void }) {
  const { texts } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const settled = useSettled(state.line === "online");
  const count = state.transcript.length;
  const { more, toEnd, onScroll } = useReading(box, state);
  const pressed = useRef(false);
  useLayoutEffect(() => {
    // The button that was pressed is gone: without this, a keyboard would start at the page's top.
    const root = box.current?.getRootNode() as ShadowRoot | Document;
    if (pressed.current && (root.activeElement ?? document.body) === document.body) {
      box.current?.focus({ preventScroll: true });
    }
    pressed.current = false;
  }, [count]);
  return (
    <div class="log-place">
      <div
        ref={box}
        class="log"
        role="log"
        aria-live={settled ? "polite" : "off"}
        aria-relevant="additions"
        aria-label={texts.conversation}
        tabIndex={0}
        onScroll={onScroll}
        onClick={(event) => {
          pressed.current = (event.target as Element).closest("button") !== null;
        }}
      >
        <div>
          <Greeting state={state} />
          <Entries transcript={state.transcript} edit={edit} />
          {state.typing && <Typing staff={state.typing === "staff"} />}
        </div>
      </div>
      {more && (
        <button type="button" class="to-end" onClick={toEnd}>
          {texts.moreBelow}
          <Icon name="chevron" />
        </button>
      )}
    </div>
  );
}

interface Reading {
  /** Something stands below what is in sight. */
  more: boolean;
  toEnd(): void;
  onScroll(): void;
}

/**
 * Keeps the newest in sight, but never past its beginning: an answer longer than the panel is read
 * from its first line. Who scrolls by hand is left where they are.
 */
function useReading(box: { current: HTMLDivElement | null }, state: ChatState): Reading {
  const { transcript, typing } = state;
  const count = transcript.length;
  const own = transcript.at(-1)?.author === "patient";
  // Beside the safety card there is little room, and its text stands in the card already.
  const newest = transcript.at(-2)?.meta.response === READ_BEFORE || pinned(state) !== null;
  const [more, setMore] = useState(false);
  const here = useRef({ count: 0, since: 0, first: 0, top: 0, following: true });
  const end = (log: HTMLDivElement): number => log.scrollHeight - log.clientHeight;
  const goTo = (log: HTMLDivElement, top: number): void => {
    here.current.top = Math.max(0, Math.round(top));
    log.scrollTop = here.current.top;
    setMore(end(log) - here.current.top > NEAR_THE_END);
  };
  const reveal = (): void => {
    const log = box.current;
    if (!log) return;
    const first = log.querySelectorAll<HTMLElement>(".entry")[here.current.first];
    const top = first ? Math.min(beginning(first, log), end(log)) : end(log);
    goTo(log, end(log) - top < NEAR_THE_END ? end(log) : top);
  };
  useLayoutEffect(() => {
    const now = here.current;
    const [grown, together] = [count - now.count, Date.now() - now.since < TOGETHER_MS];
    now.count = count;
    if (grown > 0 && (own || grown > 3 || newest || !together))
      Object.assign(now, { since: Date.now(), first: count - 1 });
    if (own && grown > 0) now.following = true;
    if (now.following) reveal();
    else if (grown > 0) setMore(true);
  }, [count, own, typing]);
  useEffect(() => {
    const sizes = new ResizeObserver(() => (here.current.following ? reveal() : undefined));
    for (const part of [box.current, box.current?.firstElementChild]) if (part) sizes.observe(part);
    return () => sizes.disconnect();
  }, []);
  return {
    more,
    toEnd: () => {
      here.current.following = true;
      if (box.current) goTo(box.current, end(box.current));
    },
    onScroll: () => {
      const log = box.current as HTMLDivElement;
      const near = end(log) - log.scrollTop < NEAR_THE_END;
      if (near) setMore(false);
      if (Math.abs(log.scrollTop - here.current.top) > 2) here.current.following = near;
    },
  };
}

/** Where to read an entry from; of a long one of the visitor's own, the last lines are enough. */
function beginning(entry: HTMLElement, log: HTMLElement): number {
  const top = entry.offsetTop - 12;
  if (!entry.classList.contains("from-patient")) return top;
  return Math.max(top, entry.offsetTop + entry.offsetHeight - log.clientHeight / 3);
}

/** False until what was there before is drawn: a history is not read out message by message. */
function useSettled(online: boolean): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (!online) return undefined;
    const timer = setTimeout(() => setSettled(true), 1200);
    return () => clearTimeout(timer);
  }, [online]);
  return settled;
}

function Greeting({ state }: { state: ChatState }) {
  const { chat, config, texts } = useDesk();
  const asked = state.transcript.some((entry) => entry.author === "patient");
  const choices = config.quickChoices.filter(({ payload }) => payload !== TALK_TO_PERSON);
  return (
    <div class="greeting">
      <Mark />
      <p class="words">{texts.greeting}</p>
      {!asked && (
        <div class="choices">
          {choices.map(({ title, payload }) => (
            <button type="button" class="choice" onClick={() => chat.send(title, payload)}>
              {title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Entries({ transcript, edit }: { transcript: readonly Entry[]; edit(text: string): void }) {
  const asked = transcript.findLastIndex((entry) => entry.author === "patient");
  return (
    <>
      {transcript.map((entry, i) => (
        <>
          <DayLine key={`day-${entry.key}`} at={entry.at} before={transcript[i - 1]?.at ?? null} />
          <EntryView
            key={entry.key}
            entry={entry}
            usable={i > asked}
            first={transcript[i - 1]?.author !== entry.author}
            edit={edit}
          />
        </>
      ))}
    </>
  );
}

function DayLine({ at, before }: { at: string | null; before: string | null }) {
  const { texts, language } = useDesk();
  if (!at) return null;
  const day = new Date(at);
  if (before && new Date(before).toDateString() === day.toDateString()) return null;
  const format = new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric" });
  const daysAgo = (n: number): string => new Date(Date.now() - n * 86_400_000).toDateString();
  const near = { [daysAgo(0)]: texts.today, [daysAgo(1)]: texts.yesterday };
  return <p class="day-line">{near[day.toDateString()] ?? format.format(day)}</p>;
}

function Typing({ staff }: { staff: boolean }) {
  const { texts } = useDesk();
  return (
    <div class="typing">
      <span class="only-read">{staff ? texts.staffTyping : texts.typing}</span>
      <i aria-hidden="true" />
      <i aria-hidden="true" />
      <i aria-hidden="true" />
    </div>
  );
}
