// Hands in files in parts: straight to the store where browsers reach it, else through the portal; goes on
// after a broken line, a closed browser or the end of a session. Without it the forms work as they stand.
"use strict";

(() => {
  const template = document.getElementById("transfer");
  if (!template) return;
  const words = template.dataset;
  const keyOf = (page) => JSON.parse(page.body.getAttribute("hx-headers"))["X-Form-Key"];
  let formKey = keyOf(document);
  let keyIsOld = false; // a new session, begun in another tab, has a key of its own
  const LONGEST_PAUSE = 30; // seconds between two tries on a broken line
  const SILENCE = 90_000; // milliseconds without a byte after which a line counts as broken
  const LANES = 2; // parts of a file that are on their way at once
  const TRIES_OF_A_PART = 5; // a part that is damaged on its way is sent so many times

  class Lost extends Error {} // the line is broken, or the other side is away for now
  class SignedOut extends Error {}
  class Refused extends Error {
    constructor(status, reasons) { super(); this.status = status; this.reasons = reasons; }
  }
  class Paused extends Error {}
  class Unread extends Error {}

  let underWay = 0;
  window.addEventListener("beforeunload", (event) => { if (underWay) event.preventDefault(); });

  const megabytes = (bytes) => `${(bytes / 1048576).toLocaleString("vi", { maximumFractionDigits: 1 })} MB`;

  // One request. `moved` is told how many bytes have gone; `signal` breaks it off.
  const send = (method, url, { body = null, headers = {}, moved = () => {}, signal = null, patience = SILENCE } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let watch;
      const heard = () => { clearTimeout(watch); watch = setTimeout(() => request.abort(), patience); };
      const done = (end) => (...given) => {
        clearTimeout(watch);
        if (signal) signal.removeEventListener("abort", broken);
        end(...given);
      };
      const broken = () => request.abort();
      request.open(method, url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => { heard(); moved(event.loaded); };
      request.onload = done(() => resolve(request));
      request.onerror = done(() => reject(new Lost()));
      request.onabort = done(() => reject(signal && signal.aborted ? new Paused() : new Lost()));
      if (signal && signal.aborted) { reject(new Paused()); return; }
      if (signal) signal.addEventListener("abort", broken);
      heard();
      request.send(body);
    });

  // A request to the portal; gives what its JSON says.
  const ask = async (method, url, { fields = null, headers = {}, ...more } = {}) => {
    const body = fields ? new URLSearchParams(fields) : more.body;
    const answer = await send(method, url, { ...more, body, headers: { "X-Form-Key": formKey, ...headers } });
    if (new URL(answer.responseURL, location.href).pathname === "/enter") throw new SignedOut();
    let said = null;
    try { said = JSON.parse(answer.responseText); } catch { /* a page, not an answer to a script */ }
    if (answer.status === 200 && said) return said;
    if (answer.status >= 502) throw new Lost();
    if (answer.status === 403 && !said) throw new SignedOut();
    throw new Refused(answer.status, (said && said.reasons) || []);
  };

  // Take the key of the session that is there now from this page, asked for anew.
  const renewKey = async () => {
    const answer = await send("GET", location.href);
    if (new URL(answer.responseURL).pathname === "/enter") throw new SignedOut();
    if (answer.status !== 200) throw new Lost();
    formKey = keyOf(new DOMParser().parseFromString(answer.responseText, "text/html"));
    keyIsOld = false;
  };

  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The SHA-256 of a piece; empty where the page is not secure and the browser hashes nothing.
  const hashOf = async (piece) => {
    if (!window.crypto || !crypto.subtle) return "";
    try {
      return hex(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer()));
    } catch {
      throw new Unread();
    }
  };

  class Transfer {
    constructor(file, form) {
      this.file = file;
      this.form = form;
      this.upload = null;
      this.direct = false;
      this.gone = new Map();
      this.row = template.content.firstElementChild.cloneNode(true);
      this.bar = this.row.querySelector("progress");
      this.button = this.row.querySelector(".pause");
      this.row.querySelector(".file").textContent = file.name;
      this.bar.setAttribute("aria-label", file.name);
      this.button.addEventListener("click", () => (this.stop ? this.stop.abort() : this.run()));
      form.querySelector(".transfers").append(this.row);
    }

    say(text) { this.row.querySelector(".progressing").textContent = text; }

    tell(reasons) {
      const list = this.row.querySelector(".why");
      list.replaceChildren(...reasons.map((reason) => {
        const line = document.createElement("li");
        line.textContent = reason;
        return line;
      }));
      list.hidden = !reasons.length;
    }

    moved() {
      let sum = 0;
      for (const bytes of this.gone.values()) sum += bytes;
      this.bar.max = this.file.size;
      this.bar.value = Math.min(sum, this.file.size);
      this.row.querySelector(".much").textContent = `${megabytes(Math.min(sum, this.file.size))} / ${megabytes(this.file.size)}`;
    }

    async run() {
      this.stop = new AbortController();
      this.button.textContent = words.pause;
      this.row.dataset.state = "going";
      this.tell([]);
      underWay += 1;
      try {
        this.say(words.reading);
        await this.held(() => this.begin());
        await this.sendAll();
        this.say(words.examining);
        this.bar.removeAttribute("value");
        const kept = await this.held(() => ask("POST", `/uploads/${this.upload.id}/finish`, { signal: this.stop.signal, patience: 600_000 }));
        this.taken(kept);
      } catch (problem) {
        this.halted(problem);
      } finally {
        underWay -= 1;
        this.stop = null;
      }
    }

    // Do it again and again, with growing pauses, while the line is broken.
    async held(act) {
      for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
        try {
          return await act();
        } catch (problem) {
          if (!(problem instanceof Lost)) throw problem;
          const before = this.row.querySelector(".progressing").textContent;
          this.say(words.lost.replace("{n}", pause));
          await this.rest(pause);
          this.say(before.startsWith(words.lost.slice(0, 8)) ? words.sending : before);
        }
      }
    }

    // Wait; less when the browser says that the line is back.
    rest(seconds) {
      return new Promise((resolve, reject) => {
        const { signal } = this.stop;
        const end = (act) => () => {
          clearTimeout(timer);
          window.removeEventListener("online", back);
          signal.removeEventListener("abort", paused);
          act();
        };
        const back = end(resolve);
        const paused = end(() => reject(new Paused()));
        const timer = setTimeout(back, seconds * 1000);
        window.addEventListener("online", back);
        signal.addEventListener("abort", paused);
        if (signal.aborted) paused();
      });
    }

    // Begin, or go on with what this file had begun: here, in another tab, or before the browser was closed.
    async begin() {
      const { signal } = this.stop;
      if (keyIsOld) await renewKey();
      const known = this.upload ? this.upload.id : this.unfinished();
      if (known) {
        try {
          this.upload = await ask("GET", `/uploads/${known}`, { signal });
          if (Object.keys(this.upload.here).length) this.say(words.goingOn);
        } catch (problem) {
          if (!(problem instanceof Refused && problem.status === 404)) throw problem;
          this.upload = null;
        }
      }
      if (!this.upload) {
        const fields = { name: this.file.name, size: this.file.size };
        this.upload = { here: {}, ...(await ask("POST", this.form.dataset.uploads, { fields, signal })) };
      }
      this.direct = this.upload.direct;
    }

    // The upload of this file that was begun and not ended.
    unfinished() {
      const same = (offer) =>
        Number(offer.dataset.size) === this.file.size &&
        offer.dataset.name.normalize("NFC") === this.file.name.normalize("NFC");
      const offers = this.form.parentElement.querySelectorAll("[data-unfinished]");
      const found = [...offers].find((offer) => same(offer) && !offer.dataset.used);
      if (!found) return "";
      found.dataset.used = "yes";
      return found.dataset.unfinished;
    }

    async sendAll() {
      this.gone.clear();
      if (!Object.keys(this.upload.here).length) this.say(words.sending);
      const run = this.stop;
      let next = 1;
      const lane = async () => {
        while (next <= this.upload.parts) {
          if (this.stop !== run) throw new Paused();
          const number = next;
          next += 1;
          await this.sendPart(number);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
    }

    async sendPart(number) {
      const size = this.upload.part_size;
      const piece = this.file.slice((number - 1) * size, number * size);
      const sha256 = await hashOf(piece);
      if (!sha256 || this.upload.here[number] !== sha256) {
        for (let tries = 1; ; tries += 1) {
          try {
            await this.held(() => this.put(number, piece, sha256));
            break;
          } catch (problem) {
            if (!(problem instanceof Refused) || problem.status !== 422 || tries >= TRIES_OF_A_PART) throw problem;
          }
        }
        this.upload.here[number] = sha256;
      }
      this.gone.set(number, piece.size);
      this.moved();
    }

    async put(number, piece, sha256) {
      if (!this.stop || this.stop.signal.aborted) throw new Paused();
      const moved = (bytes) => { this.gone.set(number, bytes); this.moved(); };
      const { signal } = this.stop;
      const part = `/uploads/${this.upload.id}/parts/${number}`;
      if (this.direct && sha256 && (await this.putStraight(part, piece, sha256, moved))) return;
      const headers = { "Content-Type": "application/octet-stream", ...(sha256 ? { "X-Part-SHA256": sha256 } : {}) };
      await ask("PUT", part, { body: piece, headers, moved, signal });
      if (this.doubted) this.direct = false; // the portal is there and the store is not
    }

    // Put a part straight into the store; false when the portal has to take it.
    async putStraight(part, piece, sha256, moved) {
      const { signal } = this.stop;
      const address = await ask("POST", `${part}/address`, { fields: { sha256 }, signal });
      if (!address.url) { this.direct = false; return false; }
      let answer;
      try {
        answer = await send("PUT", address.url, { body: piece, headers: address.headers, moved, signal });
      } catch (problem) {
        if (problem instanceof Paused) throw problem;
        this.doubted = true;
        return false;
      }
      if (answer.status !== 200) { this.doubted = true; return false; }
      this.doubted = false;
      await ask("POST", `${part}/note`, { fields: { sha256, etag: answer.getResponseHeader("ETag") || "" }, signal });
      return true;
    }

    taken(kept) {
      this.row.dataset.state = "taken";
      this.bar.max = this.bar.value = 1;
      this.say(kept.said);
      this.button.hidden = true;
      this.row.querySelector("a").hidden = false;
    }

    halted(problem) {
      if (this.stop) this.stop.abort(); // the other lane stops, too
      this.row.dataset.state = "halted";
      this.button.textContent = words.goOn;
      if (this.bar.position < 0) this.moved();
      if (problem instanceof Paused) this.say(words.paused);
      else if (problem instanceof SignedOut) { keyIsOld = true; this.say(words.signedOut); }
      else if (problem instanceof Unread) this.say(words.unread);
      else if (problem instanceof Refused && problem.reasons.length) { this.say(""); this.tell(problem.reasons); }
      else this.say(words.fault);
    }
  }

  // Files of one form go one after the other: the line is the narrow place.
  const handIn = async (form, files) => {
    for (const transfer of [...files].map((file) => new Transfer(file, form))) await transfer.run();
  };

  for (const form of document.querySelectorAll("form[data-uploads]")) {
    const field = form.querySelector("input[type=file]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const files = [...field.files];
      field.value = "";
      handIn(form, files);
    });
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("dropping");
    });
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
    });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("dropping");
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      form.querySelector("button[type=submit]").focus();
    });
  }
})();
