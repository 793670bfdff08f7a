/** What the desk tells the widget about the clinic: `GET /widget/config.json`. */

import type { Button } from "../sdk/wire";
import type { Language } from "./texts";

export interface Config {
  clinicName: string;
  phone: string;
  disclosure: string;
  privacyUrl: string;
  accessibilityUrl: string;
  /** Where help in other languages is offered. */
  languageUrl: string;
  nondiscriminationUrl: string;
  languagesNotice: string;
  quickChoices: Button[];
  /** What being texted means, as the visitor is told before they agree. */
  textBackTerms: string;
  /** When staff would answer who asks for a person now, in the clinic's words. */
  staffReplyBy: string;
  /** The same, ISO 8601; and the clinic's zone. */
  staffReplyAt: string;
  timezone: string;
  accent: string;
}

type Raw = Record<string, unknown>;

/** Reads the answer; what is missing or of the wrong shape is empty. */
export function readConfig(value: unknown): Config {
  const raw = (typeof value === "object" && value !== null ? value : {}) as Raw;
  const text = (name: string): string => (typeof raw[name] === "string" ? String(raw[name]) : "");
  const choices = Array.isArray(raw.quick_choices) ? (raw.quick_choices as Raw[]) : [];
  return {
    clinicName: text("clinic_name"),
    phone: text("clinic_phone"),
    disclosure: text("disclosure"),
    privacyUrl: text("privacy_url"),
    accessibilityUrl: text("accessibility_url"),
    languageUrl: text("language_help_url"),
    nondiscriminationUrl: text("nondiscrimination_url"),
    languagesNotice: text("languages_notice"),
    quickChoices: choices.flatMap((choice) =>
      choice && typeof choice.title === "string" && typeof choice.payload === "string"
        ? [{ title: choice.title, payload: choice.payload }]
        : [],
    ),
    textBackTerms: text("text_back_terms"),
    staffReplyBy: text("staff_reply_by"),
    staffReplyAt: text("staff_reply_at"),
    timezone: text("timezone"),
    accent: String((raw.colours as Raw | undefined)?.accent ?? ""),
  };
}

/** Asks the desk; rejects where it does not answer within 8 s. */
export async function fetchConfig(origin: string, language: Language): Promise<Config> {
  const answer = await fetch(`${origin}/widget/config.json?language=${language}`, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(8000),
  });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  return readConfig(await answer.json());
}
