/** What the widget itself can ask the desk for, and what it does outside the panel. */

import type { ChatState } from "../sdk/state";
import { asPlainText } from "../sdk/plain_text";
import type { Desk } from "./desk";

/** The payload behind "Talk to a person": the desk takes it at any time. */
export const TALK_TO_PERSON = "/talk_to_human";

function words(desk: Desk, state: ChatState): string {
  const { texts, language, config, settings } = desk;
  const title = texts.transcriptTitle(config.clinicName || settings.clinicName);
  const names = { patient: texts.you, bot: texts.bot, staff: texts.staff, system: texts.system };
  const labels = { title, note: texts.transcriptNote, from: texts.from, notSent: texts.failed, names };
  return asPlainText(state.transcript, language, labels);
}

export async function copyTranscript(desk: Desk, state: ChatState): Promise<void> {
  const { texts } = desk;
  const copied = navigator.clipboard?.writeText(words(desk, state)) ?? Promise.reject();
  desk.notify(await copied.then(() => texts.copied, () => texts.copyFailed));
}

export function downloadTranscript(desk: Desk, state: ChatState): void {
  const file = new Blob([words(desk, state)], { type: "text/plain;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "chat.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Only on the desk's own pages: another site's storage, and so its chat, is not shared. */
export const canPopOut = ({ settings }: Desk): boolean =>
  settings.mode === "launcher" && settings.origin === location.origin;

export function popOut(desk: Desk): void {
  const size = "popup,width=440,height=760";
  if (window.open(`${desk.settings.origin}/chat`, "frontdesk-chat", size)) desk.close();
}
