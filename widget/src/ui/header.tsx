import { spokenWhen } from "../sdk/times";
import { TALK_TO_PERSON } from "./actions";
import { useChat, useDesk } from "./desk";
import { Icon, Mark } from "./icons";
import { Menu } from "./menu";

/** Name of the clinic, who is answering, the way to a person, menu and close. */
export function Header({ id }: { id: string }) {
  const { chat, config, settings, texts, close } = useDesk();
  const { started } = useChat(chat);
  return (
    <div class="header">
      <div class="header-top">
        <Mark />
        <h1 id={id} tabIndex={-1}>
          {config.clinicName || settings.clinicName || texts.chatWith("").trim()}
        </h1>
        {started && <Menu />}
        {settings.mode === "launcher" && (
          <button type="button" class="icon-button" onClick={close} aria-label={texts.close}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {started && <Answerer />}
    </div>
  );
}

function Answerer() {
  const { chat, config, texts, language } = useDesk();
  const { owner, staffName, waiting, replyBy, replyAt } = useChat(chat).status;
  // The desk says times in English; in another language they are put into words here.
  const spoken = (words: string | null, iso: string | null): string | null =>
    language === "en" || !iso ? words : spokenWhen(iso, language, config.timezone || undefined);
  const usual = spoken(config.staffReplyBy, config.staffReplyAt);
  const withStaff = staffName ? texts.withStaff(staffName) : texts.withSomeone;
  return (
    <div class="answerer">
      <p role="status">{owner === "staff" ? withStaff : texts.assistant}</p>
      {owner === "bot" && (
        <button
          type="button"
          class="person-button"
          onClick={() => chat.send(texts.talkToPerson, TALK_TO_PERSON)}
        >
          <Icon name="person" />
          {texts.talkToPerson}
        </button>
      )}
      {owner === "bot" && (
        <p class="staff-by" role="status">
          {waiting ? texts.waitingFor(spoken(replyBy, replyAt)) : usual && texts.staffReplyBy(usual)}
        </p>
      )}
    </div>
  );
}
