import { spokenDay, spokenTime, zoneName } from "../sdk/times";
import type { Entry } from "../sdk/transcript";
import type { Appointment } from "../sdk/wire";
import { useDesk } from "./desk";
import { Icon } from "./icons";
import { safeLink } from "./links";

/** A booked visit, with a link that puts it into the visitor's calendar. */
export function AppointmentCard({ entry, visit }: { entry: Entry; visit: Appointment }) {
  const { texts, language, settings } = useDesk();
  const { timezone } = entry.meta;
  const clock = (iso: string): string => spokenTime(iso, language, timezone);
  const calendar = safeLink(visit.calendar, settings.origin);
  const hours = [visit.starts, visit.ends].filter((iso) => iso !== undefined).map(clock);
  return (
    <section class="visit" aria-label={texts.appointment}>
      <p class="visit-head">
        <Icon name="calendar" />
        {visit.title ?? texts.appointment}
      </p>
      <p class="visit-day">{spokenDay(visit.starts, language, timezone)}</p>
      <p class="visit-time">{hours.join(" – ")}</p>
      <p class="soft">{zoneName(visit.starts, language, timezone)}</p>
      {visit.place && <p class="soft">{visit.place}</p>}
      {calendar && (
        <a class="secondary" href={calendar} target="_blank" rel="noopener">
          {texts.addToCalendar}
        </a>
      )}
    </section>
  );
}
