import type { InputHTMLAttributes } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { mustBeDiscreet, pinned, type ChatState } from "../sdk/state";
import type { Ack } from "../sdk/wire";
import { useDesk } from "./desk";

/** "Text me if I leave", while a person is waited for: a number, the code sent there, done. */
export function TextBack({ state }: { state: ChatState }) {
  const { chat, texts, config } = useDesk();
  const [asked, setAsked] = useState(false);
  const back = state.status.textBack;
  useEffect(() => {
    if (back?.state !== "offered") setAsked(false);
  }, [back?.state]);
  if (!back || mustBeDiscreet(state) || pinned(state)) return null;
  const stop = (): void => void chat.textMeStop();
  if (back.state === "agreed")
    return (
      <div class="text-back" role="status">
        <p>{texts.textAgreed(back.number)}</p>
        <button type="button" class="link-button" onClick={stop}>
          {texts.textStop}
        </button>
      </div>
    );
  if (back.state === "code")
    return (
      <Question
        key="code"
        {...{ label: texts.textCode(back.number), act: texts.textDone, leave: stop }}
        field={{ autocomplete: "one-time-code", inputMode: "numeric", maxLength: 12 }}
        send={(code) => chat.textMeCode(code)}
      />
    );
  if (!asked)
    return (
      <div class="text-back">
        <button type="button" class="link-button" onClick={() => setAsked(true)}>
          {texts.textMe}
        </button>
      </div>
    );
  return (
    <Question
      key="number"
      {...{ label: texts.textNumber, act: texts.textSendCode, leave: () => setAsked(false) }}
      terms={config.textBackTerms}
      field={{ type: "tel", autocomplete: "tel", maxLength: 40 }}
      send={(phone) => chat.textMe(phone)}
    />
  );
}

interface Asking {
  label: string;
  act: string;
  terms?: string;
  field: InputHTMLAttributes<HTMLInputElement>;
  send(text: string): Promise<Ack>;
  leave(): void;
}

/** One question with one field; what was refused is said beside it. */
function Question({ label, act, terms, field, send, leave }: Asking) {
  const { texts } = useDesk();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => input.current?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = input.current?.value.trim();
    if (!text) return input.current?.focus();
    setProblem("");
    const ack = await send(text);
    if (ack.ok) return;
    setProblem(texts.textFailures[ack.code] ?? texts.textFailed);
    input.current?.focus();
  };
  return (
    <form class="text-back" aria-label={texts.textTitle} onSubmit={(event) => void submit(event)}>
      {terms && <p class="soft">{terms}</p>}
      <label>
        {label}
        <input ref={input} {...field} required aria-invalid={problem !== ""} />
      </label>
      <p role="alert">{problem}</p>
      <div class="text-back-act">
        <button type="submit" class="primary">
          {act}
        </button>
        <button type="button" class="link-button" onClick={leave}>
          {texts.textNotNow}
        </button>
      </div>
    </form>
  );
}
