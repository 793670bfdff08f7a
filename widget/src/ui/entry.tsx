import { isDiscreet, isPinned } from "../sdk/state";
import { namesTime } from "../sdk/times";
import type { Entry } from "../sdk/transcript";
import { AppointmentCard } from "./appointment_card";
import { DeliveryLine } from "./delivery_line";
import { useDesk } from "./desk";
import { LinkedText } from "./linked_text";
import { Picker } from "./picker";
import { DiscreetCard } from "./safety_card";
import { Sources } from "./sources";
import { Thumbs } from "./thumbs";

interface Props {
  entry: Entry;
  /** Buttons and times can still be used. */
  usable: boolean;
  /** The one before came from someone else. */
  first: boolean;
  edit(text: string): void;
}

/** One message of the transcript with all that belongs to it. */
export function EntryView({ entry, usable, first, edit }: Props) {
  const { texts } = useDesk();
  const names = { patient: texts.you, bot: texts.bot, staff: texts.staff, system: texts.system };
  const name = entry.authorName ?? names[entry.author];
  const visit = entry.meta.appointment;
  // A pinned text is read out by its card; a second time would hold up what matters.
  const live = isPinned(entry) ? { "aria-live": "off" as const } : {};
  return (
    <div class={`entry from-${entry.author} ${first ? "first" : ""}`} {...live}>
      <span class="only-read">{`${name}: `}</span>
      {entry.author === "staff" && first && <StaffName name={name} />}
      {visit && <AppointmentCard entry={entry} visit={visit} />}
      {isDiscreet(entry) ? <DiscreetCard entry={entry} /> : <Bubble entry={entry} />}
      {usable && entry.meta.offers.length > 0 && <Picker entry={entry} />}
      {usable && <Choices entry={entry} />}
      <Foot entry={entry} edit={edit} />
    </div>
  );
}

const StaffName = ({ name }: { name: string }) => (
  <p class="staff-name" aria-hidden="true">
    <span class="initial">{name.slice(0, 1)}</span>
    {name}
  </p>
);

function Bubble({ entry }: { entry: Entry }) {
  if (!entry.text) return null;
  const alarming = entry.meta.response?.startsWith("utter_red_flag/") ? "alarming" : "";
  return (
    <div class={`bubble ${alarming}`}>
      <p class="words">
        {entry.author === "patient" ? entry.text : <LinkedText text={entry.text} />}
      </p>
      <Sources entry={entry} />
    </div>
  );
}

function Choices({ entry }: { entry: Entry }) {
  const { chat } = useDesk();
  const inPicker = (payload: string): boolean =>
    entry.meta.offers.some((iso) => namesTime(payload, iso));
  const buttons = entry.buttons.filter(({ payload }) => !inPicker(payload));
  if (!buttons.length) return null;
  return (
    <div class="choices">
      {buttons.map(({ title, payload }) => (
        <button type="button" class="choice" onClick={() => chat.send(title, payload)}>
          {title}
        </button>
      ))}
    </div>
  );
}

function Foot({ entry, edit }: { entry: Entry; edit(text: string): void }) {
  const { language } = useDesk();
  const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const answer = entry.author === "bot" && entry.meta.response?.startsWith("utter_faq/");
  return (
    <div class="foot">
      {entry.at && <time dateTime={entry.at}>{clock.format(new Date(entry.at))}</time>}
      {entry.author === "patient" && <DeliveryLine entry={entry} edit={edit} />}
      {answer && <Thumbs entry={entry} />}
    </div>
  );
}
