import { useDesk } from "./desk";
import { safeLink } from "./links";
import { telephone } from "./telephone";

/** The clinic's phone, and the pages a visitor has a right to find. */
export function FootLinks({ origin }: { origin: string }) {
  const { config, texts } = useDesk();
  const pages: [string, string][] = [
    [texts.privacy, config.privacyUrl],
    [texts.languageHelp, config.languageUrl],
    [texts.accessibility, config.accessibilityUrl],
    [texts.nondiscrimination, config.nondiscriminationUrl],
  ];
  return (
    <p class="foot-links">
      {config.phone && <PhoneLink />}
      {pages.map(([title, address]) => {
        const href = safeLink(address, origin);
        return href ? (
          <a href={href} target="_blank" rel="noopener">
            {title}
          </a>
        ) : null;
      })}
    </p>
  );
}

/** The clinic's number as a link. */
export function PhoneLink() {
  const { config, texts, settings } = useDesk();
  const phone = config.phone || settings.phone;
  return phone ? (
    <a class="phone-link" href={telephone(phone)}>
      {texts.call(phone)}
    </a>
  ) : null;
}
