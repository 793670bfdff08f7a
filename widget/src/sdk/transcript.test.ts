import { expect, test } from "vitest";
import { add, addOutgoing, confirm, mark, pending, type Transcript } from "./transcript";
import { readMessage, type Message } from "./wire";
import { uttered } from "../testing/started_chat";

const message = (seq: number, text = `text ${seq}`): Message =>
  readMessage(uttered(seq, text)) as Message;
const words = (transcript: Transcript): string[] => transcript.map(({ text }) => text);
const mine = { clientId: "c1", text: "mine", payload: null, at: "2026-04-07T10:15:00-05:00" };

test("messages stand in the server's order, however they arrive", () => {
  const arrived = [3, 1, 2].map((seq) => message(seq)).reduce(add, [] as Transcript);
  expect(words(arrived)).toEqual(["text 1", "text 2", "text 3"]);
});

test("a message that arrives twice appears once", () => {
  expect(words([message(1), message(1)].reduce(add, [] as Transcript))).toEqual(["text 1"]);
});

test("a message without a number stays where it arrived", () => {
  const plain = readMessage({ text: "plain" }) as Message;
  const arrived = [message(1), plain, message(2)].reduce(add, [] as Transcript);
  expect(words(arrived)).toEqual(["text 1", "plain", "text 2"]);
});

test("two plain messages with the same words are two messages", () => {
  const plain = (): Message => readMessage({ text: "Hello" }) as Message;
  expect(add(add([], plain()), plain())).toHaveLength(2);
});

test("an unsent message stands last and moves to its place when it is stored", () => {
  const sending = addOutgoing(add([], message(1)), mine, "sending");
  const answered = add(sending, message(3));
  expect(words(answered)).toEqual(["text 1", "text 3", "mine"]);
  const stored = confirm(answered, "c1", { id: "m2", seq: 2 });
  expect(words(stored)).toEqual(["text 1", "mine", "text 3"]);
  expect(pending(stored)).toEqual([]);
});

test("a refused message stays where it was said, and goes last when it is tried again", () => {
  const sending = addOutgoing(add([], message(1)), mine, "sending");
  const refused = mark(sending, () => true, "failed", "too_long");
  const later = add(add(refused, message(2)), message(3));
  expect(words(later)).toEqual(["text 1", "mine", "text 2", "text 3"]);
  const again = mark(later, () => true, "sending");
  expect(words(again)).toEqual(["text 1", "text 2", "text 3", "mine"]);
  expect(words(mark(again, () => true, "failed", "no_answer")).at(-1)).toBe("mine");
});

test("the history settles a message whose receipt was lost, and keeps its key", () => {
  const sending = addOutgoing([], mine, "waiting");
  const history = { ...message(1, "mine"), author: "patient" as const, clientId: "c1" };
  const settled = add(sending, history);
  expect(settled).toHaveLength(1);
  expect(settled[0]).toMatchObject({ delivery: "sent", seq: 1, key: "c1" });
});

test("random orders with repeats always end the same", () => {
  const all = Array.from({ length: 30 }, (_, i) => message(i + 1));
  for (let round = 0; round < 50; round += 1) {
    const shuffled = [...all, ...all].sort(() => Math.random() - 0.5);
    expect(words(shuffled.reduce(add, [] as Transcript))).toEqual(words(all.reduce(add, [] as Transcript)));
  }
});
