import type { Entry } from "../sdk/transcript";
import { useDesk } from "./desk";
import { Icon } from "./icons";

/** How far a message of the visitor came, and what can be done about it. */
export function DeliveryLine({ entry, edit }: { entry: Entry; edit(text: string): void }) {
  const { chat, texts } = useDesk();
  const id = entry.clientId ?? "";
  if (entry.delivery === "sent")
    return (
      <span class="delivery">
        <Icon name="check" />
        <span class="only-read">{texts.sent}</span>
      </span>
    );
  if (entry.delivery === "sending") return <span class="delivery">{texts.sending}…</span>;
  if (entry.delivery === "waiting")
    return (
      <span class="delivery waiting">
        <Icon name="clock" />
        {texts.waiting}
      </span>
    );
  return (
    <span class="delivery failed">
      <span role="alert">{texts.failures[entry.failure ?? ""] ?? texts.failed}</span>
      {entry.failure !== "too_long" && (
        <button type="button" class="link-button" onClick={() => chat.retry(id)}>
          {texts.retry}
        </button>
      )}
      {!entry.payload && (
        <button type="button" class="link-button" onClick={() => edit(chat.takeBack(id))}>
          {texts.change}
        </button>
      )}
    </span>
  );
}
