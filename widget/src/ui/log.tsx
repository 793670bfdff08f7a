import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "../sdk/state";
import type { Entry } from "../sdk/transcript";
import { TALK_TO_PERSON } from "./actions";
import { useDesk } from "./desk";
import { EntryView } from "./entry";
import { Icon, Mark } from "./icons";

const NEAR_THE_END = 80;

/** The conversation: every message once, new ones read out politely. */
export function Log({ state, edit }: { state: ChatState; edit(text: string): void }) {
  const { texts } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [missed, setMissed] = useState(false);
  const settled = useSettled(state.line === "online");
  const toEnd = (): void => box.current?.scrollTo({ top: box.current.scrollHeight });
  const count = state.transcript.length;
  const own = state.transcript.at(-1)?.author === "patient";
  useLayoutEffect(() => {
    if (atEnd.current || own) toEnd();
    else setMissed(true);
  }, [count, own, state.typing]);
  const pressed = useRef(false);
  useLayoutEffect(() => {
    // The button that was pressed is gone: without this, a keyboard would start at the page's top.
    const root = box.current?.getRootNode() as ShadowRoot | Document;
    if (pressed.current && (root.activeElement ?? document.body) === document.body) {
      box.current?.focus({ preventScroll: true });
    }
    pressed.current = false;
  }, [count]);
  useEffect(() => {
    const keepEnd = (): void => (atEnd.current ? toEnd() : undefined);
    const sizes = new ResizeObserver(keepEnd);
    for (const part of [box.current, box.current?.firstElementChild]) if (part) sizes.observe(part);
    return () => sizes.disconnect();
  }, []);
  const onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = box.current as HTMLDivElement;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    if (atEnd.current) setMissed(false);
  };
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
      {missed && (
        <button type="button" class="to-end" onClick={toEnd}>
          {texts.newMessages}
          <Icon name="chevron" />
        </button>
      )}
    </div>
  );
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
