import { useState } from "preact/hooks";
import { useDesk } from "./desk";
import { FootLinks } from "./foot_links";
import { Icon } from "./icons";

/** Before the chat: who answers, what is kept, and the button that begins it. */
export function Start() {
  const { chat, keepsake, config, settings, texts } = useDesk();
  const [shared, setShared] = useState(false);
  const start = (): void => {
    keepsake.useSharedComputer(shared);
    chat.start();
  };
  return (
    <div class="start">
      <div class="start-words">
        <h2>{texts.startTitle}</h2>
        <p>{config.disclosure || texts.disclosure}</p>
        <p class="start-alarm">
          <Icon name="alert" />
          <span>{texts.emergency}</span>
        </p>
        {config.languagesNotice && <p class="soft">{config.languagesNotice}</p>}
        <p class="soft">{texts.under18}</p>
      </div>
      <div class="start-act">
        <label class="shared">
          <input type="checkbox" checked={shared} onChange={() => setShared(!shared)} />
          <span>
            {texts.sharedComputer}
            <small>{texts.sharedComputerHelp}</small>
          </span>
        </label>
        <button type="button" class="primary start-button" onClick={start}>
          {texts.start}
        </button>
        <p class="kept soft">
          <Icon name="lock" />
          <span>{texts.nothingKept}</span>
        </p>
        <FootLinks origin={settings.origin} />
      </div>
    </div>
  );
}
