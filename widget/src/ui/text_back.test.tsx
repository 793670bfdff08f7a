// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { settle, type FakeTransport } from "../testing/fake_transport";
import { bench, uttered } from "../testing/started_chat";
import { after, CONFIG, SETTINGS, show, type Shown } from "../testing/shown_panel";

const TERMS = "We text you a link. Reply STOP to end texts.";

beforeEach(() => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ ...CONFIG, text_back_terms: TERMS })));
});

const WAITING = { owner: "bot", waiting: true, reply_by: "4 pm CT today" };
const offered = { ...WAITING, text_back: { state: "offered" } };
const code = { ...WAITING, text_back: { state: "code", number: "0142" } };

const fill = async ({ find }: Shown, words: string): Promise<void> => {
  find<HTMLInputElement>(".text-back input").value = words;
  await after(() => find<HTMLFormElement>("form.text-back").requestSubmit());
};

const answer = (line: FakeTransport, name: string, value: unknown): Promise<void> =>
  after(async () => {
    line.last(name).answer(value);
    await settle();
  });

test("who waits for a person is told by when, and offered a text", async () => {
  const { root, say } = await show();
  await say("status", WAITING);
  expect(root.textContent).toContain("They answer by 4 pm CT today.");
  expect(root.textContent).not.toContain("Text me if I leave");
  await say("status", offered);
  expect(root.textContent).toContain("Text me if I leave");
});

test("in Spanish the time is said in Spanish", async () => {
  const { root, say } = await show(undefined, { ...SETTINGS, language: "es" });
  await say("status", { ...WAITING, reply_at: "2026-04-07T16:00:00-05:00" });
  expect(root.textContent).toMatch(/antes de: martes, 7 de abril, /);
});

test("a number is asked for with what it means, then the code, then the yes is shown", async () => {
  const shown = await show();
  const { root, named, line, say } = shown;
  await say("status", offered);
  await after(() => named("Text me if I leave").click());
  expect(root.textContent).toContain(TERMS);
  await fill(shown, "312-555-0142");
  expect(line.last("text_me").payload).toEqual({ phone: "312-555-0142" });
  await answer(line, "text_me", { ok: true });
  await say("status", code);
  expect(root.textContent).toContain("number ending in 0142");
  await fill(shown, "123456");
  expect(line.last("text_me_code").payload).toEqual({ code: "123456" });
  await say("status", { ...WAITING, text_back: { state: "agreed", number: "0142" } });
  expect(root.textContent).toContain("If you leave, we text the number ending in 0142.");
  await after(() => named("Do not text me").click());
  expect(line.of("text_me_stop")).toHaveLength(1);
});

test("what the desk does not take is said beside the field", async () => {
  const shown = await show();
  await shown.say("status", code);
  await fill(shown, "000000");
  await answer(shown.line, "text_me_code", { ok: false, error: { code: "wrong_code" } });
  expect(shown.find(".text-back [role=alert]").textContent).toContain("not the digits");
  expect(shown.find("input").getAttribute("aria-invalid")).toBe("true");
});

test("nobody is offered a text beside an emergency, or where somebody else may look", async () => {
  for (const [tier, response] of [
    ["emergency_911_now", "utter_red_flag/cauda_equina_signs"],
    ["emergency_911_now", "utter_red_flag/abuse_or_unsafe_home"],
  ]) {
    const { root, say } = await show();
    await say("status", offered);
    await say("bot_uttered", uttered(1, "Call 911.", { tier, response }));
    expect(root.querySelector(".text-back")).toBeNull();
  }
});

test("what was read is told to the desk, so that no text tells of it", async () => {
  const { chat, line, say } = await show();
  await say("bot_uttered", uttered(3, "hello"));
  chat.markRead();
  expect(line.emitted.at(-1)).toEqual(["seen", { seq: 3 }]);
});

test("a texted link continues a chat only when its button is pressed", async () => {
  const made = bench();
  const { root, named, line } = await show(made, undefined, "link-of-128-bits-x");
  expect([root.textContent?.includes("Our staff answered you"), line.opened]).toEqual([true, 0]);
  await after(() => named("Continue my chat").click());
  await after(() => line.connect());
  const { resume } = line.last("session_request").payload as { resume: unknown };
  expect(resume).toEqual({ token: "link-of-128-bits-x", browser: expect.any(String) });
  await after(() => line.say("session_confirm", "token-of-theirs"));
  expect(made.keepsake.session?.token).toBe("token-of-theirs");
});

test("a link that was used is told, and a new chat can begin", async () => {
  const made = bench();
  const { root, named, line } = await show(made, undefined, "link-of-128-bits-x");
  await after(() => named("Continue my chat").click());
  await after(() => line.connect());
  await answer(line, "session_request", { ok: false, error: { code: "link_used" } });
  expect(root.textContent).toContain("This link was used before");
  expect(made.local.kept.size).toBe(0);
  await after(() => named("Start chat").click());
  await after(() => line.confirm());
  expect(line.emitted[0]).toEqual(["session_request", expect.objectContaining({ session_id: null })]);
});

test("a link that was used leaves a chat of this device as it is", async () => {
  const made = bench();
  made.keepsake.saveSession({ token: "my-own" });
  const { named, line } = await show(made, undefined, "link-of-128-bits-x");
  await after(() => named("Continue my chat").click());
  await after(() => line.connect());
  await answer(line, "session_request", { ok: false, error: { code: "link_used" } });
  expect(line.emitted[0]).toEqual(["session_request", expect.objectContaining({ session_id: "my-own" })]);
});
