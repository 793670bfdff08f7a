import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useDesk } from "./desk";
import { Icon } from "./icons";

/** The desk takes 2,000 characters, yet reads longer text for danger before it refuses it. */
const LONGEST = 2000;
const FAR_TOO_LONG = 8000;
const COUNT_FROM = 1800;

interface Props {
  draft: string;
  setDraft(text: string): void;
}

/** Where the visitor writes. Enter sends, Shift and Enter begins a line. */
export function Composer({ draft, setDraft }: Props) {
  const { chat, texts } = useDesk();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => fit(field.current), [draft]);
  useEffect(() => {
    // Styles and fonts may come after the first look, and a window may be turned.
    const sizes = new ResizeObserver(() => fit(field.current));
    if (field.current) sizes.observe(field.current);
    return () => sizes.disconnect();
  }, []);
  const send = (): void => {
    const text = draft.trim();
    if (!text || text.length > FAR_TOO_LONG) return;
    chat.send(text);
    setDraft("");
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={draft}
          aria-label={texts.write}
          placeholder={texts.placeholder}
          autocomplete="off"
          enterkeyhint="send"
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <button type="submit" class="send" aria-label={texts.send} aria-disabled={!draft.trim()}>
          <Icon name="send" />
        </button>
      </div>
      <Count length={draft.trim().length} />
    </form>
  );
}

function Count({ length }: { length: number }) {
  const { texts } = useDesk();
  const over = length > LONGEST;
  const says = over ? texts.tooLong(length - LONGEST) : texts.left(LONGEST - length);
  return (
    <p class={over ? "count over" : "count"} role="status">
      {length >= COUNT_FROM ? says : ""}
    </p>
  );
}

/** Grows with what is written, up to about six lines. */
function fit(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 150)}px`;
}
