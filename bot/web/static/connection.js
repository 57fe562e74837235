// The chat's line to the server: a WebSocket, or POST and an event stream where sockets do not get through.
// Whatever the prospect said waits here until the server says that it is stored, and is sent again after a break.

const BACK_OFF = [300, 1000, 2000, 5000, 10000, 20000];

export class Connection {
  constructor(hello, { frame, state }) {
    this.hello = hello;
    this.onFrame = frame;
    this.onState = state;
    this.seq = 0;
    this.unsent = new Map();
    this.tries = 0;
    this.failures = 0;
    this.online = false;
    this.base = new URL(".", location.href);
    addEventListener("online", () => this.again(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.online) this.again(0);
    });
  }

  open() {
    this.leave();
    if (this.failures >= 2 || !window.WebSocket) this.stream();
    else this.socket();
  }

  say(frame) {
    const id = frame.id || crypto.getRandomValues(new Uint32Array(3)).reduce((text, n) => text + n.toString(36), "");
    const whole = { id, ...frame };
    this.unsent.set(id, whole);
    if (this.online) this.put(whole);
    return id;
  }

  shown(seq) {
    this.seq = Math.max(this.seq, seq);
    if (this.acking) return;
    this.acking = setTimeout(() => {
      this.acking = 0;
      if (this.online) this.put({ ack: this.seq });
    }, 60);
  }

  // one way: the socket ---------------------------------------------------------------------------------------------

  socket() {
    const url = new URL("/chat/ws", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(url);
    this.ws = ws;
    let opened = false;
    const slow = setTimeout(() => ws.close(), 8000);
    ws.onopen = () => {
      opened = true;
      clearTimeout(slow);
      ws.send(JSON.stringify({ hello: this.introduction() }));
      this.beat = setInterval(() => this.ask(ws), 25000);
    };
    ws.onmessage = (event) => {
      this.heard = Date.now();
      this.take(JSON.parse(event.data));
    };
    ws.onclose = () => {
      clearTimeout(slow);
      if (ws !== this.ws) return;
      if (!opened) this.failures += 1;
      this.lost();
    };
  }

  ask(ws) {
    // A phone that slept may hold a dead socket without knowing.
    const asked = Date.now();
    ws.send(JSON.stringify({ ping: 1 }));
    setTimeout(() => { if (ws === this.ws && (this.heard || 0) < asked) { ws.onclose(); ws.close(); } }, 8000);
  }

  // the other: POST and a stream ------------------------------------------------------------------------------------

  async stream() {
    const stop = new AbortController();
    this.stop = stop;
    try {
      await this.post({ hello: this.introduction() });
      const url = new URL("/chat/events", location.href);
      for (const [name, value] of Object.entries(this.introduction())) {
        if (name === "utm") for (const [mark, text] of Object.entries(value)) url.searchParams.set("utm_" + mark, text);
        else if (name !== "session") url.searchParams.set(name, value);
      }
      const response = await fetch(url, { headers: this.headers(), signal: stop.signal, credentials: "same-origin" });
      if (!response.ok) throw new Error("stream " + response.status);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        let end;
        while ((end = text.indexOf("\n\n")) >= 0) {
          const data = text.slice(0, end).split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
          text = text.slice(end + 2);
          if (data.length) this.take(JSON.parse(data.join("\n")));
        }
      }
    } catch (error) {
      if (stop.signal.aborted) return;
      if (this.failures++ > 6) this.failures = 0; // let the socket have another try
    }
    if (!stop.signal.aborted) this.lost();
  }

  async post(frame) {
    const response = await fetch("/chat/send", {
      method: "POST", credentials: "same-origin", keepalive: true,
      headers: { ...this.headers(), "Content-Type": "application/json" }, body: JSON.stringify(frame),
    });
    if (response.status >= 500 && response.status !== 503) throw new Error("send " + response.status);
    this.take(await response.json());
  }

  // both ------------------------------------------------------------------------------------------------------------

  put(frame) {
    if (this.ws && this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(frame));
    else if (this.stop) this.post(frame).catch(() => this.lost());
  }

  take(frame) {
    if (frame.welcome) {
      if (frame.welcome.session) remember(frame.welcome.session);
    }
    if (frame.ready) {
      this.online = true;
      this.tries = 0;
      this.onState(true);
      for (const waiting of this.unsent.values()) this.put(waiting);
    }
    if (frame.ok) this.unsent.delete(frame.ok);
    if (frame.error) {
      const waiting = this.unsent.get(frame.error.id);
      if (waiting && (frame.error.code === "slow_down" || frame.error.code === "unavailable")) {
        setTimeout(() => this.online && this.put(waiting), 1000 * (frame.error.after || 1) + 200);
        return;
      }
      this.unsent.delete(frame.error.id);
    }
    this.onFrame(frame);
  }

  introduction() {
    const { language } = this.hello;
    const hello = this.seq ? { language, seq: this.seq } : { ...this.hello }; // the link was followed once, not again
    const session = remembered();
    if (session) hello.session = session;
    return hello;
  }

  headers() {
    const session = remembered();
    return session ? { "X-Chat-Session": session } : {};
  }

  lost() {
    this.leave();
    if (this.online || this.tries === 1) this.onState(false);
    this.online = false;
    const wait = BACK_OFF[Math.min(this.tries++, BACK_OFF.length - 1)];
    this.again(wait * (0.7 + 0.6 * Math.random()));
  }

  again(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait);
  }

  leave() {
    clearInterval(this.beat);
    clearTimeout(this.timer);
    const ws = this.ws;
    this.ws = null;
    if (ws) ws.close();
    if (this.stop) this.stop.abort();
    this.stop = null;
  }
}

// The session where the browser keeps no cookie of ours, such as inside another site's frame: in our own storage, or,
// where even that is closed, with the page around us (widget.js), which may only be a site that the shop has listed.
let session = "";

function remember(given) {
  session = given;
  try {
    localStorage.setItem("leadquiz_chat", given);
  } catch {
    if (parent !== window) parent.postMessage({ leadquiz: "keep", session: given }, "*");
  }
}

function remembered() {
  try {
    return session || localStorage.getItem("leadquiz_chat") || "";
  } catch {
    return session;
  }
}

export async function recall() {
  if (remembered() || parent === window) return;
  session = await new Promise((found) => {
    const answer = (event) => {
      if (event.source !== parent || !event.data || event.data.leadquiz !== "session") return;
      removeEventListener("message", answer);
      found(/^[\w-]{43}$/.test(event.data.session) ? event.data.session : "");
    };
    addEventListener("message", answer);
    setTimeout(found, 600, "");
    parent.postMessage({ leadquiz: "hello" }, "*");
  });
}
