import { pieces } from "./links";

/** Words of the clinic; addresses and numbers in them can be followed. Never read as HTML. */
export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map(({ text: words, href }) => {
        if (!href) return words;
        const web = href.startsWith("http");
        return (
          <a href={href} {...(web ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
            {words}
          </a>
        );
      })}
    </>
  );
}
