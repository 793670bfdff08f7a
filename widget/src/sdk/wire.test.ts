import { expect, test } from "vitest";
import { readAck, readHistory, readMessage, readToken } from "./wire";

test("a plain Rasa bot that sends only text and quick replies is understood", () => {
  const message = readMessage({ text: "Hi", quick_replies: [{ title: "Yes", payload: "/affirm" }] });
  expect(message).toMatchObject({ text: "Hi", author: "bot", seq: null, id: null });
  expect(message?.buttons).toEqual([{ title: "Yes", payload: "/affirm" }]);
});

test("buttons that are sent under both names appear once", () => {
  const both = [{ title: "Yes", payload: "/affirm", type: "postback" }];
  expect(readMessage({ text: "?", quick_replies: both, buttons: both })?.buttons).toHaveLength(1);
});

test.each([null, 7, "words", [], {}, { text: 5 }, { metadata: "x" }])(
  "%j is no message and does no harm",
  (value) => expect(readMessage(value)).toBeNull(),
);

test("metadata of a wrong shape is left out, the words stay", () => {
  const message = readMessage({ text: "Hi", metadata: { seq: "2", offers: "soon", sources: 3 } });
  expect(message).toMatchObject({ text: "Hi", seq: null, meta: { offers: [], sources: [] } });
});

test("a history knows the visitor's own messages by their client id", () => {
  const [mine] = readHistory({ messages: [{ id: "a", seq: 1, author: "user", text: "x", client_id: "c" }] });
  expect(mine).toMatchObject({ author: "patient", clientId: "c" });
});

test("a refusal carries its code, anything else is a yes", () => {
  expect(readAck({ ok: false, error: { code: "too_long" } })).toEqual({ ok: false, code: "too_long" });
  expect(readAck(undefined)).toMatchObject({ ok: true });
});

test("the token is read from a string and from an object", () => {
  expect([readToken("t"), readToken({ session_id: "t" }), readToken(4)]).toEqual(["t", "t", null]);
});
