import type { ChatState } from "../sdk/state";
import { useDesk } from "./desk";
import { PhoneLink } from "./foot_links";

/** Says when there is no connection, and gives the phone instead. */
export function LineState({ line }: { line: ChatState["line"] }) {
  const { chat, texts } = useDesk();
  return (
    <div role="status" class="line-state">
      {line === "offline" && (
        <p>
          {texts.offline} <PhoneLink />
          {chat.state.started && (
            <button type="button" class="link-button" onClick={() => chat.wake()}>
              {texts.tryAgain}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
