/** The transcript as the visitor sees it: every message once, in the server's order. */

import type { Author, Message } from "./wire";

/** sending: on its way. waiting: no connection. failed: refused, or never answered. */
export type Delivery = "sending" | "waiting" | "sent" | "failed";

export interface Entry extends Message {
  /** Stays the same while the entry lives, for the view. */
  key: string;
  /** Sorts the transcript: the seq where there is one. */
  place: number;
  delivery: Delivery;
  /** Why it failed: a code of the server, or `no_answer`. */
  failure: string | null;
  /** What a button carries instead of the words. */
  payload: string | null;
}

export type Transcript = readonly Entry[];

const NOT_SENT_YET = Number.MAX_SAFE_INTEGER;

/** The highest seq known; 0 where there is none. */
export const lastSeq = (transcript: Transcript): number =>
  transcript.reduce((highest, entry) => Math.max(highest, entry.seq ?? 0), 0);

/** Where the settled part ends, messages of a server without seq included. */
export const lastPlace = (transcript: Transcript): number =>
  transcript.reduce((last, e) => (e.place === NOT_SENT_YET ? last : Math.max(last, e.place)), 0);

const isPending = (entry: Entry): boolean => entry.author === "patient" && entry.delivery !== "sent";

/** Messages of the visitor the server has not confirmed, oldest first. */
export const pending = (transcript: Transcript): Entry[] => transcript.filter(isPending);

const same = (entry: Entry, message: Message): boolean =>
  (message.id !== null && entry.id === message.id) ||
  (message.clientId !== null && entry.clientId === message.clientId) ||
  (message.seq !== null && entry.seq === message.seq);

const sorted = (entries: Entry[]): Transcript => entries.sort((a, b) => a.place - b.place);

function settled(message: Message, transcript: Transcript, payload: string | null = null): Entry {
  const place = message.seq ?? Math.floor(lastPlace(transcript)) + 0.5;
  const key = message.clientId ?? message.id ?? `${message.author}-${place}-${transcript.length}`;
  return { ...message, key, place, delivery: "sent", failure: null, payload };
}

/** Adds a message of the server, or settles the entry it is already there as. */
export function add(transcript: Transcript, message: Message): Transcript {
  const at = transcript.findIndex((entry) => same(entry, message));
  const known = transcript[at];
  if (!known) return sorted([...transcript, settled(message, transcript)]);
  const better = { ...settled(message, transcript), key: known.key, payload: known.payload };
  if (message.seq === null) better.place = known.place;
  return sorted(transcript.map((entry, i) => (i === at ? better : entry)));
}

export interface Outgoing {
  clientId: string;
  text: string;
  payload: string | null;
  at: string;
}

/** Adds a message of the visitor that is still to be sent. */
export function addOutgoing(transcript: Transcript, sent: Outgoing, delivery: Delivery): Transcript {
  if (transcript.some((entry) => entry.clientId === sent.clientId)) return transcript;
  const author: Author = "patient";
  const entry: Entry = {
    ...{ id: null, seq: null, author, authorName: null, buttons: [] },
    ...{ at: sent.at, text: sent.text, clientId: sent.clientId, payload: sent.payload },
    meta: { sources: [], offers: [] },
    ...{ key: sent.clientId, place: NOT_SENT_YET, delivery, failure: null },
  };
  return [...transcript, entry];
}

/** Marks the visitor's message with that id as stored by the server. */
export function confirm(
  transcript: Transcript,
  clientId: string,
  stored: { id: string | null; seq: number | null },
): Transcript {
  const entry = transcript.find((one) => one.clientId === clientId);
  return entry ? add(transcript, { ...entry, ...stored }) : transcript;
}

/**
 * Changes how far unconfirmed messages of the visitor came. What the server refused stays where it
 * was said, so that the talk goes on below it; what is still to go stands last.
 */
export function mark(
  transcript: Transcript,
  which: (entry: Entry) => boolean,
  delivery: Delivery,
  failure: string | null = null,
): Transcript {
  const refused = delivery === "failed" && failure !== "no_answer";
  const place = refused ? Math.floor(lastPlace(transcript)) + 0.75 : NOT_SENT_YET;
  const marked = transcript.map((entry) =>
    isPending(entry) && which(entry) ? { ...entry, delivery, failure, place } : entry,
  );
  return sorted(marked);
}

export const remove = (transcript: Transcript, clientId: string): Transcript =>
  transcript.filter((entry) => entry.clientId !== clientId);
