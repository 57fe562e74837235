// The chat's page: what comes in is shown, what the prospect does is said.

import { Connection, recall } from "./connection.js";
import { keyboard, message, mine } from "./view.js";

const config = JSON.parse(document.body.dataset.config);
const say = config.words;
const $ = (id) => document.getElementById(id);
const [log, scroll, typing, toast, field, contact, ways] = ["log", "scroll", "typing", "toast", "field", "contact", "ways"].map($);

const rows = new Map(); // seq -> row
const sent = new Map(); // our id -> row of the prospect's own words
const pressed = new Map(); // our id -> row of the words of a press
let live = false; // false while what was there before is being shown
let way = "";
let byKeyboard = false;
let waitingSince = 0;
let queue = Promise.resolve();
let discount = 0;

const line = new Connection(config.hello, { frame, state });
const act = { press };

addEventListener("keydown", () => { byKeyboard = true; }, true);
addEventListener("pointerdown", () => { byKeyboard = false; }, true);

// what comes in -----------------------------------------------------------------------------------------------------

function state(online) {
  $("offline").hidden = online;
  $("state").classList.toggle("online", online);
  $("state-text").textContent = online ? say.online : say.connecting;
}

function frame(one) {
  if (one.welcome) {
    if (one.welcome.title) $("title").textContent = document.title = one.welcome.title;
  } else if (one.ready) {
    queue = queue.then(() => { live = true; log.setAttribute("aria-live", "polite"); latest(false); });
  } else if (one.me) {
    if (!live) queue = queue.then(() => { settle(); add(mine(one.text, say)); });
  } else if (one.ok) {
    const row = sent.get(one.ok);
    if (row) row.classList.remove("waiting");
    sent.delete(one.ok);
    setTimeout(() => { if (waitingSince && Date.now() - waitingSince > 1400) silent(); }, 1500); // nothing has to follow
  } else if (one.error) {
    failed(one.error);
  } else if (one.seq) {
    if (rows.has(one.seq)) return line.shown(one.seq);
    rows.set(one.seq, null);
    queue = queue.then(() => show(one)).catch(console.error);
  }
}

async function show(one) {
  if (one.toast !== undefined) {
    if (one.toast && live) {
      pressed.get(one.press)?.remove(); // it changed nothing
      silent();
      remark(one.toast);
    }
    pressed.delete(one.press);
    release();
    return line.shown(one.seq);
  }
  if (one.edit) {
    rekey(one);
    return line.shown(one.seq);
  }
  if (live) await pause(one.text || "");
  typing.hidden = true;
  waitingSince = 0;
  release();
  if (one.question) settle();
  const row = message(one, say, act);
  rows.set(one.seq, row);
  const held = document.activeElement;
  add(row);
  ask(one);
  line.shown(one.seq);
  if (live && one.buttons.length) focusOn(row, held);
  if (live && document.hidden) parent.postMessage({ leadquiz: "message" }, "*");
}

// A reply that is there at once feels like a machine: a moment of dots, short for those who wait for nothing.
function pause(text) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden) return null;
  typing.hidden = false;
  bottom();
  const since = waitingSince ? Date.now() - waitingSince : 0;
  return new Promise((go) => setTimeout(go, Math.max(0, Math.min(650, 220 + text.length * 4) - since)));
}

function rekey(one) {
  const row = [...log.querySelectorAll(`[data-question="${Number(one.question)}"]`)].pop();
  if (!row) return;
  keyboard(row, one, say, act);
  const ticked = one.buttons.some((each) => each.text.startsWith("✓ "));
  if (ticked && !row.dataset.many) row.classList.add("past");
  release();
}

function silent() {
  waitingSince = 0;
  typing.hidden = true;
}

// The question before is answered: its buttons grow small, but still change the answer.
function settle() {
  for (const row of log.querySelectorAll(".message[data-question]:not(.past)")) row.classList.add("past");
}

function ask(one) {
  if (one.progress !== undefined) {
    $("progress").hidden = false;
    $("progress").setAttribute("aria-valuenow", one.progress);
    $("progress-bar").style.transform = `scaleX(${one.progress / 100})`;
  }
  if (one.discount !== undefined) earn(one.discount);
  if (one.language) document.documentElement.lang = one.language;
  if (one.question) reach(one.keyboard === "contact" ? "phone" : "");
  if (one.keyboard === "location") offerLocation();
}

function earn(percent) {
  const box = $("discount");
  box.hidden = false;
  if (percent > discount && discount && live) {
    box.classList.remove("grew");
    void box.offsetWidth;
    box.classList.add("grew");
  }
  discount = percent;
  $("discount-value").textContent = `${percent} %`;
}

function remark(text) {
  release();
  toast.textContent = text;
  toast.classList.add("shown");
  clearTimeout(remark.timer);
  remark.timer = setTimeout(() => toast.classList.remove("shown"), 2500 + text.length * 45);
}

function failed(error) {
  const row = sent.get(error.id);
  if (row) row.classList.replace("waiting", "failed");
  sent.delete(error.id);
  typing.hidden = true;
  release();
  remark(say.not_sent);
}

// what the prospect does --------------------------------------------------------------------------------------------

function press(one, label, made) {
  const row = made.closest(".message");
  const many = row.dataset.many && one.role === "option";
  made.classList.add("pressed");
  const id = line.say({ press: one.id });
  if (many) return;
  let text = label;
  if (one.role === "done") {
    const chosen = [...row.querySelectorAll(".button.on")].map((each) => each.textContent);
    if (chosen.length) text = chosen.join(", ");
  }
  pressed.set(id, told(id, text));
}

function told(id, text) {
  const row = mine(text, say);
  row.classList.add("waiting");
  sent.set(id, row);
  add(row);
  waitingSince = Date.now();
  setTimeout(() => { if (waitingSince) { typing.hidden = false; bottom(); } }, 250);
  return row;
}

function release() {
  log.querySelectorAll(".pressed").forEach((made) => made.classList.remove("pressed"));
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = way ? contact : field;
  const text = input.value.trim();
  if (!text) return input.focus();
  told(line.say({ text }), text);
  input.value = "";
  grow();
  input.focus();
});

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});
field.addEventListener("input", grow);

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 3, 132)}px`;
}

// A telephone's or an e-mail's own keyboard, and what the browser knows of them, where a contact is asked for.
function reach(kind) {
  way = kind;
  ways.hidden = !kind;
  contact.hidden = !kind;
  field.hidden = Boolean(kind);
  $("field-label").htmlFor = kind ? "contact" : "field";
  $("field-label").textContent = kind ? say[`your_${kind}`] : say.write;
  if (!kind) return;
  contact.type = kind === "phone" ? "tel" : "email";
  contact.inputMode = kind === "phone" ? "tel" : "email";
  contact.autocomplete = kind === "phone" ? "tel" : "email";
  contact.name = kind;
  contact.placeholder = say[`your_${kind}`];
  for (const one of ways.children) one.setAttribute("aria-pressed", String(one.dataset.way === kind));
}
$("composer").noValidate = true; // the talk itself says what is wrong with a contact, and asks again

ways.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-way]");
  if (!chosen) return;
  reach(chosen.dataset.way);
  contact.focus();
});

function offerLocation() {
  const row = log.lastElementChild;
  const made = row.querySelector('[data-role="share_location"]');
  if (!made) return;
  const fresh = made.cloneNode(true);
  made.replaceWith(fresh);
  fresh.addEventListener("click", () => {
    const no = () => { remark(say.location_failed); field.focus(); };
    if (!navigator.geolocation) return no();
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const place = { latitude: coords.latitude, longitude: coords.longitude };
      told(line.say({ location: place }), `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`);
    }, no, { timeout: 10000 });
  });
}

$("file").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  if (file.size > config.maxBytes) return remark(say.file_too_big);
  const row = mine(`${file.name}\n${say.sending_file}`, say);
  row.classList.add("waiting");
  add(row);
  const form = new FormData();
  form.append("file", file);
  try {
    const response = await fetch("/chat/upload", { method: "POST", body: form, headers: line.headers(), credentials: "same-origin" });
    const answer = await response.json();
    if (!response.ok) throw answer.error;
    row.remove();
    told(line.say({ upload: answer.upload }), file.name);
  } catch (error) {
    row.classList.replace("waiting", "failed");
    remark({ kind: say.file_kind, too_big: say.file_too_big }[error.code] || say.file_failed);
  }
});

$("close")?.addEventListener("click", () => parent.postMessage({ leadquiz: "close" }, "*"));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && config.embedded) parent.postMessage({ leadquiz: "close" }, "*");
});
addEventListener("message", (event) => {
  if (event.source === parent && event.data && event.data.leadquiz === "opened") latest(true);
});

// where the eyes and the focus are ----------------------------------------------------------------------------------

function add(row) {
  if (live) row.classList.add("fresh");
  log.append(row);
  if (live) bottom();
  for (const picture of row.querySelectorAll("img")) picture.addEventListener("load", bottom, { once: true });
}

function bottom() {
  requestAnimationFrame(() => { scroll.scrollTop = scroll.scrollHeight; });
}

function latest(focus) {
  scroll.style.scrollBehavior = "auto";
  scroll.scrollTop = scroll.scrollHeight;
  requestAnimationFrame(() => { scroll.scrollTop = scroll.scrollHeight; scroll.style.scrollBehavior = ""; });
  const fine = matchMedia("(pointer: fine)").matches; // on a touch screen the keyboard would cover the question
  if (fine && (focus || !config.embedded)) (way ? contact : field).focus({ preventScroll: true });
  else if (focus) scroll.focus({ preventScroll: true });
}

// People with a keyboard go on from button to button; on a touch screen nothing pops up by itself.
function focusOn(row, held) {
  const busy = held === field || held === contact;
  if (byKeyboard && !busy) row.querySelector(".buttons .button, .lesser .button")?.focus({ preventScroll: true });
}

log.setAttribute("aria-live", "off"); // an old talk is not read out loud from its beginning
state(false);
$("offline").hidden = true;
if (config.embedded && !config.known) await recall();
line.open();
