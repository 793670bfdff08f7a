/**
 * What travels between the widget and the desk, and a tolerant reading of it.
 *
 * The events are Rasa's (`session_request`, `session_confirm`, `user_uttered`, `bot_uttered`) and a
 * few of the desk's own. Nothing that arrives is trusted to have the right shape: a plain Rasa bot
 * sends only `text` and `quick_replies`.
 */

export type Author = "patient" | "bot" | "staff" | "system";

export interface Button {
  title: string;
  payload: string;
}

export interface Source {
  file: string;
  section: string;
}

export interface Appointment {
  /** ISO 8601 with zone. */
  starts: string;
  ends?: string;
  title?: string;
  place?: string;
  /** Address of the calendar file. */
  calendar?: string;
}

export interface Metadata {
  /** Key of the approved answer, such as `utter_faq/mri_required`. */
  response?: string;
  tier?: string;
  case?: string;
  sources: Source[];
  source_line?: string;
  reviewed_on?: string;
  asks_for?: string;
  /** Bookable times, ISO 8601 with zone. */
  offers: string[];
  /** IANA name of the clinic's zone. */
  timezone?: string;
  appointment?: Appointment;
}

export interface Message {
  id: string | null;
  /** Place in the conversation, from 1; null where the server gave none. */
  seq: number | null;
  /** ISO 8601; null where the server gave none. */
  at: string | null;
  author: Author;
  authorName: string | null;
  text: string;
  buttons: Button[];
  meta: Metadata;
  /** The id this client gave a message of the visitor. */
  clientId: string | null;
}

export type Ack =
  | { ok: true; id: string | null; seq: number | null }
  | { ok: false; code: string };

/** Whether the visitor can be, or will be, texted when staff answer after they left. */
export interface TextBack {
  state: "offered" | "code" | "agreed";
  /** The last digits of the number. */
  number: string;
}

export interface Status {
  owner: "bot" | "staff";
  staffName: string | null;
  /** A person was promised and has not answered yet. */
  waiting: boolean;
  /** By when, in the clinic's words; null where it is past or nobody is waited for. */
  replyBy: string | null;
  /** The same, ISO 8601. */
  replyAt: string | null;
  textBack: TextBack | null;
}

type Raw = Record<string, unknown>;

const asRaw = (value: unknown): Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const asNumber = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function author(value: unknown, otherwise: Author): Author {
  if (value === "bot" || value === "staff" || value === "system") return value;
  return value === undefined || value === null ? otherwise : "patient";
}

function buttons(raw: Raw): Button[] {
  const quick = asList(raw.quick_replies);
  const listed = quick.length ? quick : asList(raw.buttons)
  return listed.map(asRaw).flatMap((button) => {
    const title = asText(button.title);
    return title ? [{ title, payload: asText(button.payload) ?? title }] : [];
  });
}

function appointment(value: unknown): Appointment | undefined {
  const raw = asRaw(value);
  const starts = asText(raw.starts);
  if (!starts || Number.isNaN(Date.parse(starts))) return undefined;
  return {
    starts,
    ends: asText(raw.ends),
    title: asText(raw.title),
    place: asText(raw.place),
    calendar: asText(raw.calendar),
  };
}

function metadata(value: unknown): Metadata {
  const raw = asRaw(value);
  return {
    response: asText(raw.response),
    tier: asText(raw.tier),
    case: asText(raw.case),
    source_line: asText(raw.source_line),
    reviewed_on: asText(raw.reviewed_on),
    asks_for: asText(raw.asks_for),
    timezone: asText(raw.timezone),
    appointment: appointment(raw.appointment),
    offers: asList(raw.offers).filter((at): at is string => !Number.isNaN(Date.parse(String(at)))),
    sources: asList(raw.sources).map((source) => ({
      file: asText(asRaw(source).file) ?? "",
      section: asText(asRaw(source).section) ?? "",
    })),
  };
}

/** Reads a message of `bot_uttered` or of a history; null where there is nothing to show. */
export function readMessage(value: unknown, otherwise: Author = "bot"): Message | null {
  const raw = asRaw(value);
  const meta = asRaw(raw.metadata);
  const message: Message = {
    id: asText(raw.id) ?? asText(meta.id) ?? null,
    seq: asNumber(raw.seq) ?? asNumber(meta.seq),
    at: asText(raw.at) ?? asText(meta.at) ?? null,
    author: author(raw.author ?? meta.author, otherwise),
    authorName: asText(raw.author_name) ?? asText(meta.author_name) ?? null,
    text: asText(raw.text) ?? "",
    buttons: buttons(raw),
    meta: metadata(raw.metadata),
    clientId: asText(raw.client_id) ?? asText(meta.client_id) ?? null,
  };
  const empty = !message.text && !message.buttons.length && !message.meta.appointment;
  return empty ? null : message;
}

/** Reads the acknowledgement of `history`; an unknown shape holds no messages. */
export function readHistory(value: unknown): Message[] {
  return asList(asRaw(value).messages).flatMap((one) => readMessage(one, "patient") ?? []);
}

/** Reads the acknowledgement of `user_uttered`. A server that only says "received" means yes. */
export function readAck(value: unknown): Ack {
  const raw = asRaw(value);
  if (raw.ok !== false) return { ok: true, id: asText(raw.id) ?? null, seq: asNumber(raw.seq) };
  return { ok: false, code: asText(asRaw(raw.error).code) ?? "refused" };
}

/** Reads the token of `session_confirm`: a string, or an object that holds one. */
export function readToken(value: unknown): string | null {
  return asText(value) ?? asText(asRaw(value).session_id) ?? null;
}

export function readStatus(value: unknown): Status {
  const raw = asRaw(value);
  return {
    owner: raw.owner === "staff" ? "staff" : "bot",
    staffName: asText(raw.staff_name) ?? null,
    waiting: raw.waiting === true,
    replyBy: asText(raw.reply_by) ?? null,
    replyAt: asText(raw.reply_at) ?? null,
    textBack: textBack(raw.text_back),
  };
}

function textBack(value: unknown): TextBack | null {
  const { state, number } = asRaw(value);
  if (state !== "offered" && state !== "code" && state !== "agreed") return null;
  return { state, number: asText(number) ?? "" };
}

export function readTyping(value: unknown): Author {
  return author(asRaw(value).author, "bot");
}
