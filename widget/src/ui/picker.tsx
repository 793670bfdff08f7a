import { useState } from "preact/hooks";
import { byDay, isElsewhere, namesTime, spokenDay, spokenTime, zoneName, type Day } from "../sdk/times";
import type { Entry } from "../sdk/transcript";
import { useDesk } from "./desk";

const DAYS_AT_ONCE = 6;

/** The offered times: first the day, then the hour, in the clinic's clock. */
export function Picker({ entry }: { entry: Entry }) {
  const { texts, language } = useDesk();
  const { offers, timezone } = entry.meta;
  const days = byDay(offers, language, timezone);
  const [key, setKey] = useState(days[0]?.key);
  const [all, setAll] = useState(false);
  const day = days.find((one) => one.key === key) ?? days[0];
  if (!day) return null;
  const shown = all ? days : days.slice(0, DAYS_AT_ONCE);
  const soonest = day.openings[0]?.iso ?? "";
  return (
    <div class="picker">
      <fieldset>
        <legend>{texts.pickDay}</legend>
        <div class="days">
          {shown.map((one) => (
            <DayButton day={one} chosen={one === day} choose={() => setKey(one.key)} />
          ))}
        </div>
        {days.length > shown.length && (
          <button type="button" class="link-button" onClick={() => setAll(true)}>
            {texts.moreDays}
          </button>
        )}
      </fieldset>
      <Times entry={entry} day={day} />
      {(timezone || isElsewhere(soonest)) && (
        <p class="soft">{texts.clinicTime(zoneName(soonest, language, timezone))}</p>
      )}
    </div>
  );
}

function DayButton({ day, chosen, choose }: { day: Day; chosen: boolean; choose(): void }) {
  const { texts } = useDesk();
  return (
    <button type="button" class="day" aria-pressed={chosen} onClick={choose}>
      <span aria-hidden="true">
        <b>{day.weekday}</b> {day.date}
      </span>
      <span class="only-read">{`${day.full}, ${texts.openings(day.openings.length)}`}</span>
    </button>
  );
}

function Times({ entry, day }: { entry: Entry; day: Day }) {
  const { chat, texts } = useDesk();
  const { timezone } = entry.meta;
  // Without a button of its own, a time goes as the English words that the desk reads anyway.
  const choose = (iso: string): void => {
    const button = entry.buttons.find(({ payload }) => namesTime(payload, iso));
    if (button) chat.send(button.title, button.payload);
    else chat.send(`${spokenDay(iso, "en", timezone)} at ${spokenTime(iso, "en", timezone)}`);
  };
  return (
    <fieldset>
      <legend>
        {texts.pickTime}
        <span class="picked-day">{day.full}</span>
      </legend>
      <div class="times">
        {day.openings.map(({ iso, time }) => (
          <button type="button" class="time" onClick={() => choose(iso)}>
            {time}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
