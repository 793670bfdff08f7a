import { useEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../sdk/chat";
import type { Keepsake } from "../sdk/session";
import { Conversation } from "./conversation";
import { fetchConfig, readConfig, type Config } from "./config";
import { DeskContext, useChat, useDesk, type Desk } from "./desk";
import { LineState } from "./line_state";
import { Header } from "./header";
import type { Settings } from "./settings";
import { Start } from "./start";
import { panelTexts } from "./texts";
import { useFileRefusal, useFocusHeld, usePhoneKeyboard } from "./panel_hooks";

export interface AppProps {
  chat: Chat;
  keepsake: Keepsake;
  settings: Settings;
  open: boolean;
  /** Of a texted link that leads here. */
  link?: string | null;
  close(): void;
  configured(config: Config): void;
}

const TITLE = "frontdesk-title";
const NOTICE_MS = 6000;

/** The panel: the desk's facts, the visitor's choices, and the view that fits the moment. */
export function App({ chat, keepsake, settings, open, link = null, close, configured }: AppProps) {
  const [chosen, setChosen] = useState(keepsake.tab.choices);
  const [notice, setNotice] = useState("");
  const choose: Desk["choose"] = (change) => {
    setChosen({ ...chosen, ...change });
    keepsake.saveTab({ choices: { ...chosen, ...change } });
  };
  const language = chosen.language ?? settings.language;
  const { config, failed, again } = useConfig(settings, language, open, configured);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(""), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  const desk: Desk = {
    ...{ chat, keepsake, settings, config, language, link, choose, close },
    texts: panelTexts[language],
    theme: chosen.theme ?? settings.theme,
    sound: chosen.sound ?? false,
    notify: setNotice,
  };
  return (
    <DeskContext.Provider value={desk}>
      <Frame open={open} notice={notice}>
        <Body failed={failed} again={again} />
      </Frame>
    </DeskContext.Provider>
  );
}

function Body({ failed, again }: { failed: boolean; again(): void }) {
  const { chat, texts } = useDesk();
  const { started } = useChat(chat);
  if (started) return <Conversation />;
  if (!failed) return <Start />;
  return (
    <div class="unreached" role="alert">
      <p>{texts.configFailed}</p>
      <button type="button" class="primary" onClick={again}>
        {texts.tryAgain}
      </button>
      <LineState line="offline" />
    </div>
  );
}

interface FrameProps {
  open: boolean;
  notice: string;
  children: preact.ComponentChildren;
}

function Frame({ open, notice, children }: FrameProps) {
  const { settings, language, theme, close, notify, texts } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const page = settings.mode === "page";
  useFocusHeld(box, open && !page);
  usePhoneKeyboard(box, open);
  const files = useFileRefusal(() => notify(texts.noFiles));
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !page) close();
  };
  return (
    <div
      ref={box}
      class={page ? "panel panel-page" : "panel"}
      data-theme={theme}
      lang={language}
      role={page ? "region" : "dialog"}
      aria-labelledby={TITLE}
      hidden={!open}
      onKeyDown={onKey}
      {...files}
    >
      <Header id={TITLE} />
      {children}
      <p class="notice" role="status">
        {notice}
      </p>
    </div>
  );
}

/** Asks the desk for its facts once the panel is open; nothing is asked before. */
function useConfig(
  settings: Settings,
  language: Settings["language"],
  open: boolean,
  configured: (config: Config) => void,
): { config: Config; failed: boolean; again(): void } {
  const empty = { ...readConfig(null), phone: settings.phone, clinicName: settings.clinicName };
  const [config, setConfig] = useState<Config>(empty);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!open) return;
    const arrived = (fetched: Config): void => {
      setFailed(false);
      setConfig(fetched);
      configured(fetched);
    };
    fetchConfig(settings.origin, language).then(arrived, () => setFailed(!config.clinicName));
  }, [open, language, tries]);
  return { config, failed, again: () => setTries(tries + 1) };
}
