/* The chat as a button on any page: <script src="https://SHOP/widget.js" data-script="kitchen" async></script>
   data-script, data-ref, data-language, data-label, data-color, data-position="left". One frame, no cookies of its own; the talk goes on after a reload. */
(function () {
  "use strict";
  var me = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!me || window.leadquiz) return;
  var home = new URL(me.src).origin;
  var given = me.dataset;
  var russian = /^(ru|uk|be|kk)/.test(given.language || document.documentElement.lang || navigator.language || "");
  var label = given.label || (russian ? "Открыть чат" : "Open the chat");
  var closing = russian ? "Закрыть чат" : "Close the chat";
  var color = /^#[0-9a-f]{3,8}$/i.test(given.color || "") ? given.color : "#0c7a5c";
  var side = given.position === "left" ? "left" : "right";
  var frame = null;
  var shown = false;
  var loaded = false;

  var host = document.createElement("div");
  host.id = "leadquiz-widget";
  var root = host.attachShadow ? host.attachShadow({ mode: "open" }) : host;
  var button = document.createElement("button");
  var box = document.createElement("div");
  var badge = document.createElement("span");

  // Styles are set on the elements one by one: a site's own rules against inline styles do not stop them.
  function style(element, rules) {
    for (var name in rules) element.style.setProperty(name, rules[name]);
  }

  function icon(path) {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    var line = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("width", "28");
    svg.setAttribute("height", "28");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    line.setAttribute("fill", "none");
    line.setAttribute("stroke", "#fff");
    line.setAttribute("stroke-width", "2");
    line.setAttribute("stroke-linecap", "round");
    line.setAttribute("stroke-linejoin", "round");
    svg.appendChild(line);
    return svg;
  }

  function address() {
    var url = new URL("/chat", home);
    var here = new URLSearchParams(location.search);
    url.searchParams.set("embedded", "1");
    if (given.script) url.searchParams.set("script", given.script);
    if (given.language) url.searchParams.set("language", given.language);
    url.searchParams.set("ref", given.ref || here.get("ref") || "");
    here.forEach(function (value, name) {
      if (/^utm_/.test(name)) url.searchParams.set(name, value);
    });
    return url.href;
  }

  function place() {
    var narrow = window.innerWidth < 520;
    style(box, narrow
      ? { inset: "0", width: "100%", height: "100%", "border-radius": "0" }
      : { inset: "auto", width: "392px", height: "min(640px, calc(100vh - 120px))", "border-radius": "22px", bottom: "96px" });
    box.style.setProperty(side, narrow ? "0" : "20px");
  }

  function toggle(open, quiet) {
    shown = open;
    if (open && !frame) {
      frame = document.createElement("iframe");
      frame.src = address();
      frame.title = label;
      frame.allow = "geolocation " + home;
      style(frame, { width: "100%", height: "100%", border: "0", display: "block", "color-scheme": "normal" });
      box.appendChild(frame);
      frame.addEventListener("load", function () { loaded = true; if (shown) greet(); });
    }
    place();
    box.style.setProperty("display", open ? "block" : "none");
    badge.style.setProperty("display", "none");
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? closing : label);
    button.replaceChildren(icon(open ? "m6 6 12 12M18 6 6 18" : "M12 3c5 0 9 3.4 9 7.6s-4 7.6-9 7.6c-.9 0-1.8-.1-2.6-.3L5 20.5l.9-3.9C4.1 15.2 3 13 3 10.6 3 6.4 7 3 12 3Z"), badge);
    if (open) greet();
    else if (!quiet) button.focus();
  }

  // The talk's key, for browsers that give a frame of another site no storage at all.
  function kept() {
    try { return localStorage.getItem("leadquiz_session") || ""; } catch (error) { return ""; }
  }

  function keep(session) {
    try { localStorage.setItem("leadquiz_session", session); } catch (error) { /* the talk then lasts as long as the page */ }
  }

  function greet() {
    frame.focus();
    if (loaded) frame.contentWindow.postMessage({ leadquiz: "opened" }, home);
  }

  style(button, {
    position: "fixed", bottom: "20px", width: "62px", height: "62px", padding: "0", border: "0", cursor: "pointer",
    "border-radius": "50%", background: color, "box-shadow": "0 6px 22px rgba(0,0,0,.25)", "z-index": "2147483000",
    display: "grid", "place-items": "center"
  });
  button.style.setProperty(side, "20px");
  button.type = "button";
  button.setAttribute("aria-controls", "leadquiz-box");
  style(box, {
    position: "fixed", display: "none", overflow: "hidden", background: "#fff", "z-index": "2147483001",
    "box-shadow": "0 18px 60px rgba(0,0,0,.28)"
  });
  box.id = "leadquiz-box";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", label);
  style(badge, {
    position: "absolute", top: "2px", right: "2px", width: "14px", height: "14px", "border-radius": "50%",
    background: "#e5484d", border: "2px solid #fff", display: "none"
  });
  root.append(button, box);
  button.addEventListener("click", function () { toggle(!shown); });
  window.addEventListener("resize", place);
  window.addEventListener("keydown", function (event) { if (event.key === "Escape" && shown) toggle(false); });
  window.addEventListener("message", function (event) {
    if (!frame || event.origin !== home || event.source !== frame.contentWindow || !event.data) return;
    if (event.data.leadquiz === "hello") frame.contentWindow.postMessage({ leadquiz: "session", session: kept() }, home);
    if (event.data.leadquiz === "keep") keep(String(event.data.session));
    if (event.data.leadquiz === "close") toggle(false);
    if (event.data.leadquiz === "message" && !shown) badge.style.setProperty("display", "block");
  });

  function begin() {
    document.body.appendChild(host);
    toggle(false, true);
    window.leadquiz = { open: function () { toggle(true); }, close: function () { toggle(false); } };
  }
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
