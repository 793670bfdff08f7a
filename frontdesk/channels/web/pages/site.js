/* Buttons of the page that open the chat. Before the widget has loaded, the call waits in line. */
for (const button of document.querySelectorAll("[data-open-chat]")) {
  button.addEventListener("click", () => {
    window.Frontdesk ??= [];
    window.Frontdesk.push(["open"]);
  });
}
