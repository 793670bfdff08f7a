/** The transcript as text that a visitor can keep. */

import type { Transcript } from "./transcript";
import type { Author } from "./wire";

export interface Labels {
  title: string;
  note: string;
  from: string;
  notSent: string;
  names: Record<Author, string>;
}

export function asPlainText(transcript: Transcript, language: string, labels: Labels): string {
  const clock = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const blocks = transcript.map((entry) => {
    const who = entry.authorName ?? labels.names[entry.author];
    const when = entry.at ? ` (${clock.format(new Date(entry.at))})` : "";
    const source = entry.meta.source_line ? `\n${labels.from} ${entry.meta.source_line}` : "";
    const fate = entry.delivery === "sent" ? "" : `\n[${labels.notSent}]`;
    return `${who}${when}\n${entry.text}${source}${fate}`;
  });
  return `${[labels.title, labels.note, ...blocks].join("\n\n")}\n`;
}
