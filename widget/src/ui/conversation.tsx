import { useState } from "preact/hooks";
import { Composer } from "./composer";
import { useChat, useDesk } from "./desk";
import { LineState } from "./line_state";
import { Log } from "./log";
import { SafetyCard } from "./safety_card";
import { TextBack } from "./text_back";

/** The started chat: safety card, transcript, and where one writes. */
export function Conversation() {
  const { chat, keepsake } = useDesk();
  const state = useChat(chat);
  const [draft, setDraft] = useState(keepsake.tab.draft);
  const keep = (text: string): void => {
    setDraft(text);
    keepsake.saveTab({ draft: text });
  };
  return (
    <>
      <SafetyCard />
      <Log state={state} edit={keep} />
      <TextBack state={state} />
      <LineState line={state.line} />
      <Composer draft={draft} setDraft={keep} />
    </>
  );
}
