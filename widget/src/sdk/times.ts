/** Bookable times in the clinic's own clock, grouped by day. */

export interface Opening {
  /** The ISO text as the server offered it: it goes back unchanged. */
  iso: string;
  time: string;
}

export interface Day {
  key: string;
  weekday: string;
  date: string;
  /** Weekday and date in full, for a screen reader and for what is sent. */
  full: string;
  openings: Opening[];
}

/** Wall-clock reading of an ISO time: its own offset is the clinic's. */
function wallClock(iso: string): Date {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(iso);
  if (!parts) return new Date(iso);
  const [year, month, day, hour, minute] = parts.slice(1).map(Number) as [number, ...number[]];
  return new Date(Date.UTC(year, (month ?? 1) - 1, day, hour, minute));
}

/** How to format a time: in the named zone, else by the clock in the ISO text. */
function reading(iso: string, timezone?: string): [Date, string] {
  return timezone ? [new Date(iso), timezone] : [wallClock(iso), "UTC"];
}

function say(
  iso: string,
  language: string,
  timezone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): string {
  const [date, timeZone] = reading(iso, timezone);
  // Some browsers put a narrow no-break space before AM, which no one could type or search for.
  return new Intl.DateTimeFormat(language, { ...options, timeZone }).format(date).replace(/\u202f/g, " ");
}

/** 9:30 AM, in the clinic's clock. */
export const spokenTime = (iso: string, language: string, timezone?: string): string =>
  say(iso, language, timezone, { hour: "numeric", minute: "2-digit" });

/** Tuesday, April 7. */
export const spokenDay = (iso: string, language: string, timezone?: string): string =>
  say(iso, language, timezone, { weekday: "long", month: "long", day: "numeric" });

const day = (iso: string, language: string, timezone?: string): Omit<Day, "openings"> => ({
  key: say(iso, "en-CA", timezone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  weekday: say(iso, language, timezone, { weekday: "short" }),
  date: say(iso, language, timezone, { month: "short", day: "numeric" }),
  full: spokenDay(iso, language, timezone),
});

/** Weekday, day and hour in one, in the zone given. */
export const spokenWhen = (iso: string, language: string, timezone?: string): string =>
  `${spokenDay(iso, language, timezone)}, ${spokenTime(iso, language, timezone)}`;

/** Groups offered times by the clinic's day, in their order of time. */
export function byDay(offers: readonly string[], language: string, timezone?: string): Day[] {
  const days = new Map<string, Day>();
  const inOrder = [...new Set(offers)].sort((a, b) => Date.parse(a) - Date.parse(b));
  for (const iso of inOrder) {
    const of = day(iso, language, timezone);
    const known = days.get(of.key) ?? { ...of, openings: [] };
    known.openings.push({ iso, time: spokenTime(iso, language, timezone) });
    days.set(of.key, known);
  }
  return [...days.values()];
}

const ISO = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})/g;

/** Whether a payload names that moment, in whatever zone it is written. */
export const namesTime = (payload: string, iso: string): boolean =>
  (payload.match(ISO) ?? []).some((found) => Date.parse(found) === Date.parse(iso));

/** Whether the visitor's own clock differs from the clinic's at that time. */
export function isElsewhere(iso: string): boolean {
  const offset = /([+-])(\d{2}):?(\d{2})$/.exec(iso);
  if (!offset) return false;
  const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -1 : 1);
  return -new Date(iso).getTimezoneOffset() !== minutes;
}

/** The name of the clinic's zone, such as "Central Time"; else its offset, such as "UTC-05:00". */
export function zoneName(iso: string, language: string, timezone?: string): string {
  if (!timezone) return `UTC${/([+-]\d{2}:?\d{2})$/.exec(iso)?.[1] ?? ""}`;
  const parts = new Intl.DateTimeFormat(language, { timeZone: timezone, timeZoneName: "longGeneric" });
  return parts.formatToParts(new Date(iso)).find((p) => p.type === "timeZoneName")?.value ?? timezone;
}
