import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settle } from "../testing/fake_transport";
import { bench, started, texts, uttered } from "../testing/started_chat";
import { pinned, unread } from "./state";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("nothing is opened, sent or kept before the visitor starts", () => {
  const { line, local, perTab } = bench();
  expect([line.opened, line.asked.length, line.emitted.length]).toEqual([0, 0, 0]);
  expect([local.kept.size, perTab.kept.size]).toEqual([0, 0]);
});

test("a message is sending until the server has stored it", async () => {
  const { chat, line } = started();
  chat.send("hello");
  expect(chat.state.transcript[0]?.delivery).toBe("sending");
  expect(line.last("user_uttered").payload).toMatchObject({ message: "hello", id: "mine-1", session_id: "token-1" });
  line.last("user_uttered").answer({ ok: true, id: "m1", seq: 1 });
  await settle();
  expect(chat.state.transcript[0]).toMatchObject({ delivery: "sent", id: "m1", seq: 1 });
});

test("a button sends its payload and shows its title", () => {
  const { chat, line } = started();
  chat.send("Book a visit", "/book_consultation");
  expect(line.last("user_uttered").payload).toMatchObject({ message: "/book_consultation" });
  expect(chat.state.transcript[0]?.text).toBe("Book a visit");
});

test("the second message waits for the receipt of the first", async () => {
  const { chat, line } = started();
  chat.send("one");
  chat.send("two");
  expect(line.of("user_uttered")).toHaveLength(1);
  line.last("user_uttered").answer({ ok: true, id: "m1", seq: 1 });
  await settle();
  expect(line.last("user_uttered").payload.message).toBe("two");
});

test("a lost receipt sends the same message again, under the same id", async () => {
  const { chat, line } = started();
  chat.send("hello");
  line.last("user_uttered").fail();
  await settle();
  expect(line.dropped).toBe(1);
  line.confirm();
  await settle();
  expect(line.of("user_uttered").map(({ payload }) => payload.id)).toEqual(["mine-1", "mine-1"]);
});

test("after three lines without a receipt it says so, and the visitor can try again", async () => {
  const { chat, line } = started();
  chat.send("hello");
  for (let tried = 0; tried < 3; tried += 1) {
    line.last("user_uttered").fail();
    await settle();
    if (tried < 2) line.confirm();
    await settle();
  }
  expect(chat.state.transcript[0]).toMatchObject({ delivery: "failed", failure: "no_answer" });
  chat.retry("mine-1");
  line.last("user_uttered").answer({ ok: true, id: "m1", seq: 1 });
  await settle();
  expect(chat.state.transcript[0]?.delivery).toBe("sent");
});

test("a refusal is shown, is not sent again by itself, and gives the words back", async () => {
  const { chat, line } = started();
  chat.send("x".repeat(2100));
  line.last("user_uttered").answer({ ok: false, error: { code: "too_long", message: "" } });
  await settle();
  expect(chat.state.transcript[0]).toMatchObject({ delivery: "failed", failure: "too_long" });
  line.disconnect();
  line.confirm();
  expect(line.of("user_uttered")).toHaveLength(1);
  expect(chat.takeBack("mine-1")).toHaveLength(2100);
  expect(texts({ chat } as never)).toEqual([]);
});

test("what was written offline waits, and goes out in order when the line is back", async () => {
  const { chat, line } = started();
  line.disconnect();
  chat.send("one");
  chat.send("two");
  vi.advanceTimersByTime(4001);
  expect(chat.state.transcript.map(({ delivery }) => delivery)).toEqual(["waiting", "waiting"]);
  line.confirm();
  line.last("user_uttered").answer({ ok: true, id: "m1", seq: 1 });
  await settle();
  line.last("user_uttered").answer({ ok: true, id: "m2", seq: 2 });
  await settle();
  expect(line.of("user_uttered").map(({ payload }) => payload.message)).toEqual(["one", "two"]);
});

test("it is offline only after a while without a line", () => {
  const { chat, line } = started();
  line.disconnect();
  expect(chat.state.line).toBe("connecting");
  vi.advanceTimersByTime(4001);
  expect(chat.state.line).toBe("offline");
});

test("a reconnect asks for what came after the last known message", () => {
  const { line } = started();
  line.say("bot_uttered", uttered(1, "a"));
  line.say("bot_uttered", uttered(2, "b"));
  line.disconnect();
  line.confirm();
  expect(line.last("history").payload).toEqual({ after: 2 });
});

test("a jump in the numbers is noticed and filled from the history", async () => {
  const made = started();
  await settle();
  made.line.say("bot_uttered", uttered(1, "a"));
  made.line.say("bot_uttered", uttered(3, "c"));
  vi.advanceTimersByTime(300);
  expect(made.line.last("history").payload).toEqual({ after: 1 });
  made.line.last("history").answer({ messages: [uttered(2, "b"), uttered(3, "c")] });
  await settle();
  expect(texts(made)).toEqual(["a", "b", "c"]);
});

test("a number the server never shows is asked for once, not for ever", async () => {
  const { line } = started();
  await settle();
  line.say("bot_uttered", uttered(2, "b"));
  vi.advanceTimersByTime(300);
  line.last("history").answer({ messages: [] });
  await settle();
  line.say("bot_uttered", uttered(3, "c"));
  vi.advanceTimersByTime(300);
  expect(line.of("history")).toHaveLength(2);
});

test("a reload brings the conversation back from the server, and what was unsent", async () => {
  const before = started();
  before.chat.send("still here");
  const after = bench(before.local, before.perTab);
  after.chat.start();
  expect(texts(after)).toEqual(["still here"]);
  after.line.confirm();
  expect(after.line.emitted[0]).toEqual(["session_request", expect.objectContaining({ session_id: "token-1" })]);
  after.line.last("history").answer({
    messages: [{ id: "m1", seq: 1, author: "user", text: "still here", client_id: "mine-1" }, uttered(2, "yes")],
  });
  await settle();
  expect(texts(after)).toEqual(["still here", "yes"]);
});

test("another tab's message arrives without a reload", () => {
  const made = started();
  made.line.say("user_message", { id: "m1", seq: 1, author: "user", text: "from tab two" });
  expect(made.chat.state.transcript[0]).toMatchObject({ author: "patient", delivery: "sent" });
});

test("a new token drops what belonged to the old conversation", () => {
  const made = started();
  made.line.say("bot_uttered", uttered(1, "old"));
  made.line.disconnect();
  made.line.confirm("token-2");
  expect(texts(made)).toEqual([]);
  expect(made.line.last("history").payload).toEqual({ after: 0 });
});

test("clearing revokes the session and leaves nothing on the device", async () => {
  const { chat, line, local, perTab } = started();
  chat.send("private");
  void chat.clear();
  expect(line.last("clear")).toBeDefined();
  expect([local.kept.size, perTab.kept.size, chat.state.started]).toEqual([0, 0, false]);
});

test("a late answer after clearing shows nothing", async () => {
  const { chat, line } = started();
  line.disconnect();
  line.confirm();
  const late = line.last("history");
  void chat.clear();
  late.answer({ messages: [uttered(1, "secret")] });
  await settle();
  expect(chat.state.transcript).toEqual([]);
});

test("an emergency stays pinned while other messages come", () => {
  const { chat, line } = started();
  const tier = { response: "utter_red_flag/cauda_equina_signs", tier: "emergency_911_now" };
  line.say("bot_uttered", uttered(1, "Call 911", tier));
  line.say("bot_uttered", uttered(2, "We paged our staff", { tier: tier.tier, response: "utter_paged" }));
  expect(pinned(chat.state)?.text).toBe("Call 911");
});

test("danger at home is not pinned, and nothing is counted or typed from then on", () => {
  const { chat, line } = started();
  const meta = { response: "utter_red_flag/abuse_or_unsafe_home", tier: "crisis_988" };
  line.say("bot_uttered", uttered(1, "I am sorry", meta));
  line.say("typing", { author: "staff" });
  expect([pinned(chat.state), unread(chat.state), chat.state.typing]).toEqual([null, 0, null]);
});

test("what was read is counted no more, also after a reload", () => {
  const made = started();
  made.line.say("bot_uttered", uttered(1, "a"));
  expect(unread(made.chat.state)).toBe(1);
  made.chat.markRead();
  expect(unread(made.chat.state)).toBe(0);
  const after = bench(made.local, made.perTab);
  after.chat.start();
  after.line.confirm();
  after.line.say("bot_uttered", uttered(1, "a"));
  expect(unread(after.chat.state)).toBe(0);
});

test("the dots of typing go when the answer comes, or after a while", () => {
  const { chat, line } = started();
  line.say("typing", { author: "bot" });
  expect(chat.state.typing).toBe("bot");
  line.say("bot_uttered", uttered(1, "a"));
  expect(chat.state.typing).toBeNull();
  line.say("typing", { author: "staff" });
  vi.advanceTimersByTime(12_001);
  expect(chat.state.typing).toBeNull();
});
