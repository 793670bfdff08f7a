import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "./desk";

/** Asks before the chat is taken off the device. The safe choice has the focus. */
export function ClearQuestion({ done }: { done(): void }) {
  const { chat, texts, notify } = useDesk();
  const keep = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal?.();
    keep.current?.focus();
  }, []);
  const clear = (): void => {
    void chat.clear();
    notify(texts.cleared);
  };
  const onEsc = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    done();
  };
  return (
    <dialog ref={box} class="question" aria-labelledby="frontdesk-clear" onKeyDown={onEsc}>
      <h2 id="frontdesk-clear">{texts.clearTitle}</h2>
      <p>{texts.clearHelp}</p>
      <div class="question-act">
        <button type="button" class="secondary" ref={keep} onClick={done}>
          {texts.clearNo}
        </button>
        <button type="button" class="danger" onClick={clear}>
          {texts.clearYes}
        </button>
      </div>
    </dialog>
  );
}
