import { useState } from "preact/hooks";
import type { Entry } from "../sdk/transcript";
import { useDesk } from "./desk";
import { Icon } from "./icons";

/** "09 Common questions > MRI first" as people read it: Common questions, MRI first. */
const spoken = (section: string): string =>
  section
    .split(">")
    .map((part) => part.trim().replace(/^\d+\s+/, ""))
    .filter(Boolean)
    .join(" › ");

const spokenDate = (day: string, language: string): string => {
  const date = new Date(`${day}T00:00:00Z`);
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  return Number.isNaN(date.getTime()) ? day : format.format(date);
};

/** Where an answer comes from: one line, more on request. */
export function Sources({ entry }: { entry: Entry }) {
  const { texts, language } = useDesk();
  const [open, setOpen] = useState(false);
  const { source_line, sources, reviewed_on } = entry.meta;
  if (!source_line) return null;
  const id = `frontdesk-source-${entry.key}`;
  return (
    <div class="sources">
      <p>
        <span>
          {texts.from} {source_line}
        </span>
        {sources.length > 0 && (
          <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
            {texts.details}
            <Icon name="chevron" />
          </button>
        )}
      </p>
      <div id={id} hidden={!open}>
        <ul>
          {sources.map(({ file, section }) => (
            <li>
              {spoken(section)}
              {file && (
                <small>
                  {texts.file}: <code>{file}</code>
                </small>
              )}
            </li>
          ))}
        </ul>
        {reviewed_on && <p>{texts.checkedOn(spokenDate(reviewed_on, language))}</p>}
      </div>
    </div>
  );
}
