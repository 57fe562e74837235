// The leads page keeps itself up to date: every two seconds the list is asked for, and only rows that changed are put in.

const board = document.getElementById("board");
const language = document.documentElement.lang;
let digest = "";
let asked = 0;

function times(root) {
  const now = Date.now();
  const near = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  for (const time of root.querySelectorAll("time[data-ago]")) {
    const minutes = Math.round((now - Date.parse(time.dateTime)) / 60000);
    const at = new Date(time.dateTime);
    const text = minutes < 60 ? near.format(-Math.max(0, minutes), "minute")
      : minutes < 60 * 24 ? near.format(-Math.round(minutes / 60), "hour")
        : at.toLocaleString(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    if (time.textContent !== text) time.textContent = text;
    time.title = at.toLocaleString(language);
  }
  for (const time of root.querySelectorAll("time[data-day], time[data-full]")) {
    const full = time.dataset.full !== undefined;
    time.textContent = new Date(time.dateTime).toLocaleString(language, {
      day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...(full ? { second: "2-digit" } : {}),
    });
  }
}

function put(fresh) {
  const list = document.getElementById("list");
  const before = new Map([...list.querySelectorAll("tr[data-version]")].map((row) => [row.id, row]));
  const open = new Set([...list.querySelectorAll("details[open]")].map((fold) => fold.dataset.fold));
  const focused = document.activeElement && list.contains(document.activeElement) ? path(document.activeElement) : null;
  const arrived = [];
  for (const row of fresh.querySelectorAll("tr[data-version]")) {
    const old = before.get(row.id);
    if (old && old.dataset.version === row.dataset.version) row.replaceWith(old);
    else if (!old && before.size) { row.classList.add("new-here"); arrived.push(row); }
    else if (!old) arrived.push(row);
  }
  list.replaceChildren(...fresh.childNodes);
  for (const fold of list.querySelectorAll("details")) if (open.has(fold.dataset.fold)) fold.open = true;
  if (focused) list.querySelector(focused)?.focus({ preventScroll: true });
  if (arrived.length) tell(arrived);
}

function path(element) {
  const row = element.closest("tr[id]");
  if (!row) return null;
  const kind = element.closest("td").className.split(" ")[0];
  return `#${row.id} .${kind} ${element.tagName.toLowerCase()}`;
}

function tell(rows) {
  const hot = rows.some((row) => row.dataset.hot === "1");
  const names = rows.map((row) => row.querySelector(".name").textContent).join(", ");
  document.getElementById("news").textContent = `${hot ? board.dataset.newHot : board.dataset.new}: ${names}`;
  if (document.hidden) document.title = `${hot ? "🔥" : "●"} ${document.title.replace(/^(🔥|●) /u, "")}`;
}

function alive(good) {
  const live = document.getElementById("live");
  live.hidden = false;
  live.classList.toggle("stale", !good);
  document.getElementById("live-text").textContent = good ? board.dataset.live : board.dataset.stale;
}

async function look() {
  if (asked && Date.now() - asked < 15000) return;
  asked = Date.now();
  try {
    const response = await fetch(board.dataset.fragment, {
      headers: { Accept: "text/plain", ...(digest ? { "If-None-Match": digest } : {}) }, credentials: "same-origin", cache: "no-store",
    });
    if (response.status === 401) return location.reload();
    if (response.status === 200) {
      const template = document.createElement("template");
      template.innerHTML = await response.text(); // our own server's page, every value escaped there
      if (digest || !sameAsShown(template.content)) put(template.content);
      digest = response.headers.get("ETag");
    }
    alive(response.ok || response.status === 304);
  } catch {
    alive(false);
  }
  asked = 0;
  times(document);
}

function sameAsShown(fresh) {
  const versions = (root) => [...root.querySelectorAll("tr[data-version]")].map((row) => row.id + row.dataset.version).join();
  return versions(fresh) === versions(document.getElementById("list"));
}

times(document);
document.body.classList.add("scripted");
if (board) {
  document.getElementById("filters").addEventListener("change", (event) => event.currentTarget.requestSubmit());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    document.title = document.title.replace(/^(🔥|●) /u, "");
    look();
  });
  setInterval(look, 2000);
  look();
}
