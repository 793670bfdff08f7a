import { useEffect, useRef, useState } from "preact/hooks";
import { pinned } from "../sdk/state";
import type { Entry } from "../sdk/transcript";
import { useChat, useDesk } from "./desk";
import { Icon } from "./icons";
import { LinkedText } from "./linked_text";
import { telephone } from "./telephone";

/**
 * The newest emergency or crisis text, kept in sight. It can be made smaller, never dismissed.
 * The alert region is always there, so that a screen reader notices what is put into it.
 */
export function SafetyCard() {
  const { chat } = useDesk();
  const entry = pinned(useChat(chat));
  return (
    <div role="alert" aria-live="assertive" class="alert-place">
      {entry && <Card key={entry.key} entry={entry} />}
    </div>
  );
}

function Card({ entry }: { entry: Entry }) {
  const { texts } = useDesk();
  const [small, setSmall] = useState(false);
  const card = useRef<HTMLElement>(null);
  useEffect(() => card.current?.focus(), []);
  return (
    <section
      ref={card}
      tabIndex={-1}
      class={`safety ${small ? "safety-small" : ""}`}
      aria-label={texts.getHelp}
    >
      <div class="safety-head">
        <Icon name="alert" />
        <h2>{texts.getHelp}</h2>
        <button type="button" class="safety-size" aria-expanded={!small} onClick={() => setSmall(!small)}>
          <Icon name="chevron" />
          <span class="only-read">{small ? texts.makeBigger : texts.makeSmaller}</span>
        </button>
      </div>
      {!small && (
        <p class="safety-text">
          <LinkedText text={entry.text} />
        </p>
      )}
      <Lines tier={entry.meta.tier} small={small} />
    </section>
  );
}

/** The numbers to call; the one the tier asks for first. */
function Lines({ tier, small }: { tier?: string; small: boolean }) {
  const { config, settings, texts } = useDesk();
  const phone = config.phone || settings.phone;
  const emergency = { href: "tel:911", title: texts.call911, help: texts.emergencyLine };
  const crisis = { href: "tel:988", title: texts.call988, help: texts.crisisLine };
  const clinic = { href: telephone(phone), title: texts.callClinic, help: phone };
  const first = tier === "crisis_988" ? [crisis, emergency] : [emergency, crisis];
  const lines = small ? first.slice(0, 1) : phone ? [...first, clinic] : first;
  return (
    <div class="safety-lines">
      {lines.map(({ href, title, help }, i) => (
        <a href={href} class={i === 0 ? "safety-line first" : "safety-line"}>
          <Icon name="phone" />
          <span>
            <strong>{title}</strong>
            <small>{help}</small>
          </span>
        </a>
      ))}
    </div>
  );
}

/** Danger at home: someone else may look. "Hide this" comes first and takes everything away. */
export function DiscreetCard({ entry }: { entry: Entry }) {
  const { chat, texts, close } = useDesk();
  const hide = (): void => {
    void chat.clear();
    close();
  };
  return (
    <section class="discreet">
      <button type="button" class="primary" onClick={hide}>
        {texts.hideThis}
      </button>
      <p class="soft">{texts.hideThisHelp}</p>
      <p class="words">
        <LinkedText text={entry.text} />
      </p>
    </section>
  );
}
