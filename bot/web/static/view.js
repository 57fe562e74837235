// What the chat looks like: messages, buttons, cards, files. It knows nothing of the line to the server.

const LESSER = new Set(["back", "human", "restart", "skip"]);
const TICK = "✓ ";

export function element(name, kind, text) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

// Plain text with its web addresses made into links; nothing of it is ever read as markup.
export function words(text) {
  const made = document.createDocumentFragment();
  text = text.replace(/(\d) (?=[%₽€$₴])/g, "$1\u00a0"); // a number stays with its sign
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]»]/g)) {
    made.append(text.slice(from, found.index));
    const link = element("a", "", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    made.append(link);
    from = found.index + found[0].length;
  }
  made.append(text.slice(from));
  return made;
}

export function message(frame, say, act) {
  const row = element("li", "message");
  row.dataset.seq = frame.seq;
  if (frame.question) row.dataset.question = frame.question;
  for (const file of frame.files || []) row.append(attachment(file));
  if (frame.text) row.append(bubble(frame.text, say.shop));
  if (frame.cards) row.append(cards(frame.cards, say, act));
  keyboard(row, frame, say, act);
  return row;
}

export function mine(text, say) {
  const row = element("li", "message mine");
  row.append(bubble(text, say.you));
  return row;
}

export function bubble(text, author) {
  const made = element("div", "bubble");
  made.append(element("span", "unseen", author + ": "), words(text));
  return made;
}

// The buttons of a message, put in place of those that it had. A button that is there again keeps the focus.
export function keyboard(row, frame, say, act) {
  const focused = row.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
  row.querySelectorAll(":scope > .buttons, :scope > .lesser").forEach((old) => old.remove());
  const main = element("div", "buttons");
  const lesser = element("div", "lesser");
  const many = (frame.buttons || []).some((one) => one.role === "done");
  row.dataset.many = many ? "1" : "";
  for (const one of frame.buttons || []) {
    const made = button(one, many, act);
    (LESSER.has(one.role) ? lesser : main).append(made);
  }
  for (const group of [main, lesser]) {
    if (!group.children.length) continue;
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say.answers);
    row.append(group);
  }
  if (focused !== undefined) row.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

function button(one, many, act) {
  const ticked = one.text.startsWith(TICK);
  const label = ticked ? one.text.slice(TICK.length) : one.text;
  if (one.url) {
    const link = element("a", "button link", label);
    link.href = one.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  const made = element("button", `button ${one.role}${ticked ? " on" : ""}`, label);
  made.type = "button";
  made.dataset.id = one.id;
  made.dataset.role = one.role;
  if (many && one.role === "option") made.setAttribute("aria-pressed", String(ticked));
  else if (ticked) made.setAttribute("aria-current", "true");
  made.addEventListener("click", () => act.press(one, label, made));
  return made;
}

function attachment(file) {
  if (file.kind === "image") {
    const picture = element("img", "picture");
    picture.src = file.url;
    picture.alt = "";
    picture.loading = "lazy";
    return picture;
  }
  if (file.kind === "video" && !/^https?:/.test(file.url)) {
    const video = element("video", "picture");
    video.src = file.url;
    video.controls = true;
    video.preload = "metadata";
    return video;
  }
  const link = element("a", "file");
  link.href = file.url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.append(icon("M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6"), element("span", "", file.name));
  return link;
}

function cards(list, say, act) {
  const made = element("div", "cards");
  made.setAttribute("role", "list");
  made.tabIndex = 0;
  for (const one of list) {
    const card = element("article", "card");
    card.setAttribute("role", "listitem");
    if (one.image) {
      const picture = element("img");
      picture.src = one.image;
      picture.alt = "";
      picture.loading = "lazy";
      card.append(picture);
    }
    const body = element("div", "card-body");
    body.append(element("h2", "", one.title));
    if (one.price) body.append(element("div", "price", one.price));
    if (one.description) body.append(element("p", "", one.description));
    const acts = element("div", "card-acts");
    if (one.id) {
      const choose = element("button", "button", say.choose);
      choose.type = "button";
      choose.setAttribute("aria-label", `${say.choose}: ${one.title}`);
      choose.addEventListener("click", () => act.press({ id: one.id, role: "card" }, one.title, choose));
      acts.append(choose);
    }
    if (one.url) {
      const more = element("a", "button link", say.open_link);
      more.href = one.url;
      more.target = "_blank";
      more.rel = "noopener noreferrer";
      acts.append(more);
    }
    body.append(acts);
    card.append(body);
    made.append(card);
  }
  return made;
}
