import { useState } from "preact/hooks";
import type { Entry } from "../sdk/transcript";
import { useDesk } from "./desk";
import { Icon } from "./icons";

/** Whether an answer helped. */
export function Thumbs({ entry }: { entry: Entry }) {
  const { chat, texts, notify } = useDesk();
  const [chosen, setChosen] = useState<"up" | "down" | null>(null);
  const { id } = entry;
  if (!id) return null;
  const choose = (value: "up" | "down") => (): void => {
    chat.feedback(id, value);
    setChosen(value);
    notify(value === "up" ? texts.thanksUp : texts.thanksDown);
  };
  return (
    <span class="thumbs">
      <button type="button" aria-label={texts.helpful} aria-pressed={chosen === "up"} onClick={choose("up")}>
        <Icon name="up" />
      </button>
      <button
        type="button"
        aria-label={texts.notHelpful}
        aria-pressed={chosen === "down"}
        onClick={choose("down")}
      >
        <Icon name="down" />
      </button>
    </span>
  );
}
