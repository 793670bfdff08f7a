import { useState } from "preact/hooks";
import { useChat, useDesk } from "./desk";
import { FootLinks } from "./foot_links";
import { Icon } from "./icons";

/** Before the chat: who answers, what is kept, and the button that begins it. */
export function Start() {
  const { chat, keepsake, link, settings, texts } = useDesk();
  const { linkFailed } = useChat(chat);
  const [shared, setShared] = useState(false);
  const goesOn = link && !linkFailed ? link : null;
  const start = (): void => {
    keepsake.useSharedComputer(shared);
    chat.start(goesOn);
  };
  return (
    <div class="start">
      <Words goesOn={goesOn !== null} linkFailed={linkFailed} />
      <div class="start-act">
        <label class="shared">
          <input type="checkbox" checked={shared} onChange={() => setShared(!shared)} />
          <span>
            {texts.sharedComputer}
            <small>{texts.sharedComputerHelp}</small>
          </span>
        </label>
        <button type="button" class="primary start-button" onClick={start}>
          {goesOn ? texts.continueChat : texts.start}
        </button>
        {!goesOn && (
          <p class="kept soft">
            <Icon name="lock" />
            <span>{texts.nothingKept}</span>
          </p>
        )}
        <FootLinks origin={settings.origin} />
      </div>
    </div>
  );
}

function Words({ goesOn, linkFailed }: { goesOn: boolean; linkFailed: boolean }) {
  const { config, texts } = useDesk();
  return (
    <div class="start-words">
      {linkFailed && (
        <p role="alert" class="start-problem">
          {texts.linkFailed}
        </p>
      )}
      <h2>{goesOn ? texts.continueTitle : texts.startTitle}</h2>
      <p>{goesOn ? texts.continueHelp : config.disclosure || texts.disclosure}</p>
      <p class="start-alarm">
        <Icon name="alert" />
        <span>{texts.emergency}</span>
      </p>
      <p class="soft">
        {config.languagesNotice} <OtherLanguage />
      </p>
      <p class="soft">{texts.under18}</p>
    </div>
  );
}

function OtherLanguage() {
  const { language, choose, texts } = useDesk();
  const other = language === "en" ? "es" : "en";
  return (
    <button type="button" class="link-button" lang={other} onClick={() => choose({ language: other })}>
      {texts.otherLanguage}
    </button>
  );
}
