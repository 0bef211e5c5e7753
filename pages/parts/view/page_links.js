// Links between pages, and the menu that holds them.

// Streamlit follows the address as after the browser's Back, and the visit goes on. The server takes a parameter away
// that tells it of a link, after which the visit keeps what is set (streamlit_internals.follow_page_links). After a link
// that says all of it, as after Back, the address alone decides.
function follow(link) {
  const address = new URL(link.href);
  const shown = address.href;
  if (link.dataset.sets !== "all") address.searchParams.append("via", "link");
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  history.replaceState({}, "", shown);
}

function closeMenus(but) {
  for (const menu of document.querySelectorAll("nav.menu details[open]")) menu.open = menu === but;
}

function clicked(event) {
  const link = event.target.closest("a.page-link");
  const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (link && !elsewhere) {
    event.preventDefault();
    follow(link);
  }
  closeMenus(link ? null : event.target.closest("nav.menu details"));
}

function pressed(event) {
  if (event.key !== "Escape") return;
  const open = document.querySelector("nav.menu details[open]");
  if (!open) return;
  closeMenus(null);
  open.querySelector("summary").focus();
}

// Where the page draws its head anew, it runs this file again; one listener is enough.
if (!window.followsLinks) {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
}
window.followsLinks = true;
