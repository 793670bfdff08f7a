/** What the view draws, as one value that is never changed in place. */

import { lastPlace, type Entry, type Transcript } from "./transcript";
import type { Author, Status } from "./wire";

export interface ChatState {
  /** Before "Start chat" nothing is kept and no line is open. */
  started: boolean;
  /** connecting: not yet, or again; offline: tried for a while without luck. */
  line: "connecting" | "online" | "offline";
  transcript: Transcript;
  typing: Author | null;
  status: Status;
  /** Where the visitor has read to. */
  read: number;
  /** A link that was to continue a conversation opened none. */
  linkFailed: boolean;
}

export const AT_REST: ChatState = {
  started: false,
  line: "connecting",
  transcript: [],
  typing: null,
  status: { owner: "bot", staffName: null, waiting: false, replyBy: null, replyAt: null, textBack: null },
  read: 0,
  linkFailed: false,
};

const PINNED_TIERS = new Set(["emergency_911_now", "crisis_988"]);
const SILENT = "utter_red_flag/abuse_or_unsafe_home";

/** Someone else may see this screen: no badge, sound, pin or title from here on. */
export const isDiscreet = (entry: Entry): boolean => entry.meta.response === SILENT;

export const mustBeDiscreet = (state: ChatState): boolean => state.transcript.some(isDiscreet);

/** A safety text that stays in sight: emergency and crisis, but for danger at home. */
export function isPinned(entry: Entry): boolean {
  const { response, tier } = entry.meta;
  const safety = response === undefined || response.startsWith("utter_red_flag/");
  return safety && PINNED_TIERS.has(tier ?? "") && !isDiscreet(entry);
}

/** The newest safety text that stays in sight. */
export const pinned = (state: ChatState): Entry | null => state.transcript.findLast(isPinned) ?? null;

export function unread(state: ChatState): number {
  if (mustBeDiscreet(state)) return 0;
  return state.transcript.filter((e) => e.author !== "patient" && e.place > state.read).length;
}

/** The newest message whose buttons and times can still be used. */
export function open(state: ChatState): Entry | null {
  const last = state.transcript.findLast((entry) => entry.text || entry.buttons.length);
  return last && last.author !== "patient" ? last : null;
}

export const readTo = (state: ChatState): number => lastPlace(state.transcript);
