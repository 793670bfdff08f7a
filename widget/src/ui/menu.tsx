import { useEffect, useRef, useState } from "preact/hooks";
import { canPopOut, copyTranscript, downloadTranscript, popOut } from "./actions";
import { ClearQuestion } from "./clear_question";
import { useDesk } from "./desk";
import { Icon } from "./icons";
import type { Theme } from "./settings";

/** Less common things behind one button: a plain disclosure, closed by Esc or a click outside. */
export function Menu() {
  const { texts } = useDesk();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector<HTMLElement>("button")?.focus();
    const outside = (event: Event): void => {
      const path = event.composedPath();
      const own = [box.current, button.current];
      if (!own.some((part) => part && path.includes(part))) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const onEsc = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    close();
  };
  return (
    <div class="menu" onKeyDown={onEsc}>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-expanded={open}
        aria-controls="frontdesk-menu"
        aria-label={texts.menu}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      <div id="frontdesk-menu" class="menu-box" hidden={!open} ref={box}>
        <MenuItems done={close} clear={() => setAsking(true)} />
      </div>
      {asking && (
        <ClearQuestion
          done={() => {
            setAsking(false);
            button.current?.focus();
          }}
        />
      )}
    </div>
  );
}

function MenuItems({ done, clear }: { done(): void; clear(): void }) {
  const desk = useDesk();
  const { texts, chat, sound, language, choose } = desk;
  const items: [string, () => void][] = [
    [texts.copy, () => void copyTranscript(desk, chat.state)],
    [texts.download, () => downloadTranscript(desk, chat.state)],
    ...(canPopOut(desk) ? [[texts.popOut, () => popOut(desk)] as [string, () => void]] : []),
    [sound ? texts.soundOff : texts.soundOn, () => choose({ sound: !sound })],
    [texts.otherLanguage, () => choose({ language: language === "en" ? "es" : "en" })],
  ];
  const run = (act: () => void) => (): void => {
    done();
    act();
  };
  return (
    <>
      {items.map(([title, act]) => (
        <button type="button" class="menu-item" onClick={run(act)}>
          {title}
        </button>
      ))}
      <Looks />
      <button type="button" class="menu-item menu-clear" onClick={run(clear)}>
        {texts.clear}
      </button>
    </>
  );
}

function Looks() {
  const { texts, theme, choose } = useDesk();
  const looks: [Theme, string][] = [
    ["auto", texts.lookAuto],
    ["light", texts.lookLight],
    ["dark", texts.lookDark],
  ];
  return (
    <div class="looks" role="group" aria-label={texts.look}>
      {looks.map(([look, title]) => (
        <button type="button" aria-pressed={theme === look} onClick={() => choose({ theme: look })}>
          {title}
        </button>
      ))}
    </div>
  );
}
