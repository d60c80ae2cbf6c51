// The browser's half of every panel: show the HTML that Python made, report what the reader does,
// and put Python's answers where they belong. It knows nothing of lessons, labs or forms.
//
// Reader -> Python:  {type: "input" | "change" | "click", name, value, seq} or {type: "hello", view}
// Python -> reader:  {patch: {id: {attribute: value}}, ack: seq}; the answer to hello has `to: view`
// Elements are named by data-id, so that two panels of one page may use the same names.
// A button with data-paced isn't pressed by a key that is held down, nor before its new text can have been read.
// A button with data-then, once pressed, hands the focus on to the element it names: what comes next.
// A button with data-copy copies the text of the element it names, and says so in the one called "copied". One with
// data-save saves it as a file, by the name in its value. Of a file that the reader chooses, up to data-limit bytes go
// to Python as a "change", or into the text field that data-into names, as if they had been pasted there.
// A button with data-timer is a stopwatch; see `stopwatch`.
// Patch keys: "text", "html" (made by Python, already escaped), "value", "checked", "hidden",
// "disabled", "style.<property>"; anything else is an attribute. null removes an attribute.

const ANSWER_WITHIN = 6000; // ms without an answer before the panel says that Python is not listening
const PAUSE = 500; // ms without typing after which a text counts as settled
const READING = 400; // ms in which nobody has read what a button says now
const TYPED = "textarea, input[type=text], input[type=date]";
const NUMBER = /^\s*[-\u2212]?\d+([.,]\d{1,2})?\s*$/; // what the arrow keys step from while Python hasn't read it yet

// Texts that Python has not confirmed yet, by panel and field. They outlive a panel whose kernel has stopped:
// the next panel of the same name takes them up.
const unsaved = (globalThis.ops2pmUnsaved ??= new Map());

// New HTML; whoever was on one of its elements by keyboard stays on the element of the same data-id.
function renew(node, html) {
  const held = node.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
  node.innerHTML = html;
  if (held) [...node.querySelectorAll("[data-id]")].find((n) => n.dataset.id === held)?.focus({ preventScroll: true });
}

function put(node, change) {
  for (const [key, value] of Object.entries(change)) {
    if (key === "text") node.textContent = value;
    else if (key === "html") renew(node, value);
    else if (key === "value") { if (node.value !== String(value)) node.value = value; }
    else if (key === "checked" || key === "hidden" || key === "disabled") node[key] = value;
    else if (key.startsWith("style.")) node.style.setProperty(key.slice(6), value);
    else if (value === null) node.removeAttribute(key);
    else node.setAttribute(key, value);
  }
}

// Takes the shown text along; where the browser refuses, it is selected, for the reader's own keys.
async function copy(button, shown, told) {
  told.textContent = "";
  try {
    await navigator.clipboard.writeText(shown.innerText.trim());
    told.textContent = "Copied.";
  } catch {
    button.focus(); // inside the panel, where JupyterLab doesn't take the keys for itself
    getSelection().selectAllChildren(shown);
    told.textContent = "Your browser doesn't let this page copy. The text is selected: press Ctrl+C (on a Mac, Cmd+C).";
  }
}

// Saves a text as a file, where the browser saves such things. The mark at its beginning tells Excel that a table is UTF-8.
function save(name, text) {
  const table = name.endsWith(".csv");
  const link = document.createElement("a");
  const type = table ? "text/csv" : "application/json";
  link.href = URL.createObjectURL(new Blob([table ? "\ufeff" : "", text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// What a file says: in UTF-8 or, where it isn't that, in the code page in which Excel on Windows saves a plain CSV.
// A file that is cut at the limit may end within a character, and that is no reason to take it for the other.
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const LONGEST = 600; // s after which nobody is reading aloud any more
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

// A stopwatch for reading aloud, without Python until it is stopped. The button (data-timer) starts and stops it and
// then reports under that name; the element data-timer-bar grows to the whole of data-seconds, and of the passages
// with data-upto (a share of the text) the one that is due then is marked. Who wants less motion gets steps of 5 s.
function stopwatch(el, report) {
  let begun = null;
  let tick = null;
  let button = null;
  const show = (seconds) => {
    const due = seconds === null ? 0 : seconds / Number(button.dataset.seconds);
    for (const bar of el.querySelectorAll("[data-timer-bar]")) bar.style.width = `${Math.min(100, 100 * due)}%`;
    for (const told of el.querySelectorAll("[data-timer-told]")) told.textContent = `${Math.floor(seconds ?? 0)} s`;
    const passages = [...el.querySelectorAll("[data-upto]")];
    const now = seconds === null ? undefined : passages.find((passage) => Number(passage.dataset.upto) > due);
    for (const passage of passages) passage.classList.toggle("o2p-due", passage === now);
  };
  const stop = () => {
    clearInterval(tick);
    tick = null;
  };
  const toggle = (pressed) => {
    button = pressed;
    if (tick !== null) {
      const seconds = Math.floor((performance.now() - begun) / 1000); // as the clock shows them while it runs
      stop();
      show(null);
      for (const told of el.querySelectorAll("[data-timer-told]")) told.textContent = `${seconds} s`;
      button.textContent = button.dataset.start;
      report(button.dataset.timer, String(seconds));
      return;
    }
    begun = performance.now();
    button.dataset.start ??= button.textContent;
    button.textContent = button.dataset.stop;
    let last = 0;
    show(0);
    tick = setInterval(() => {
      const seconds = (performance.now() - begun) / 1000;
      if (seconds > LONGEST) toggle(button);
      else if (!STILL.matches || Math.floor(seconds / 5) !== last) show(seconds);
      last = Math.floor(seconds / 5);
    }, 200);
  };
  return { toggle, stop };
}

function render({ model, el }) {
  el.classList.add("ops2pm");
  el.innerHTML = model.get("html");
  const asleep = document.createElement("p");
  asleep.className = "o2p-asleep";
  asleep.setAttribute("role", "status");
  asleep.hidden = true;
  asleep.textContent =
    "Python is busy or has stopped. If nothing moves in a minute, choose Run, then Run All Cells. Nothing you kept is lost.";
  el.append(asleep);

  const view = Math.random().toString(36).slice(2);
  // Radio buttons of one name are one group in the whole page: a second view of this panel needs its own.
  for (const radio of el.querySelectorAll("input[type=radio]")) radio.name += view;

  const panel = el.querySelector("section")?.getAttribute("aria-label");
  let seq = 0;
  let unanswered = 0; // seq of the one "input" on its way
  let renewed = -Infinity; // when a button with data-paced last came to say something else
  let handed = null; // what a button with data-then has given the focus to
  let alarm = null; // runs from the oldest message without an answer
  const waiting = new Map(); // name -> newest value, held back while an "input" is on its way
  const pauses = new Map(); // name -> timer of a text that is being typed
  const sent = new Map(); // name -> seq of the newest value that Python was told
  const typing = new Map(); // number box -> what it will say when the reader leaves it; null until Python has read it

  const fallAsleep = () => { asleep.hidden = false; unanswered = 0; };
  const send = (type, name, value) => {
    seq += 1;
    if (type === "input") unanswered = seq;
    if (type !== "click") sent.set(name, seq);
    alarm ??= setTimeout(fallAsleep, ANSWER_WITHIN);
    // Without a kernel behind it, a model cannot send.
    try { model.send({ type, name, value, seq }); } catch { fallAsleep(); }
  };
  const flush = () => {
    for (const [name, value] of waiting) send("input", name, value);
    waiting.clear();
  };
  const input = (name, value) => {
    if (unanswered) waiting.set(name, value);
    else send("input", name, value);
  };
  const settle = (node) => {
    const name = node.dataset.name;
    clearTimeout(pauses.get(name));
    if (pauses.delete(name)) {
      flush();
      send("change", name, read(node));
      const kept = unsaved.get(`${panel}/${name}`);
      if (kept) kept.seq = seq;
    }
  };
  const read = (node) => (node.type === "checkbox" ? node.checked : node.value);
  // Our own elements carry data-id; the parts of a figure have the id that matplotlib gave them.
  const find = (id) => el.querySelectorAll(`[data-id="${id}"], [id="${id}"]`);
  const named = (name) => [...el.querySelectorAll("[data-name]")].filter((n) => n.dataset.name === name);
  // The slider beside a number box.
  const slider = (node) => named(node.dataset.name).find((n) => n !== node && n.type === "range");
  // A slider that has moved on since the value that Python answers: the next step must not start from the old place.
  const overtaken = (node, ack) =>
    (node.type === "range" || slider(node)) && (waiting.has(node.dataset.name) || sent.get(node.dataset.name) > ack);
  const open = async (node) => {
    const bytes = await node.files[0]?.slice(0, Number(node.dataset.limit)).arrayBuffer();
    if (bytes === undefined) return;
    const text = decoded(bytes);
    if (!node.dataset.into) { send("change", node.dataset.name, text); return; }
    const [box] = named(node.dataset.into);
    box.value = text;
    for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const pause = (node) => {
    clearTimeout(pauses.get(node.dataset.name));
    pauses.set(node.dataset.name, setTimeout(() => settle(node), PAUSE));
  };
  const left = (node) => {
    settle(node);
    const value = typing.get(node) ?? node.value;
    if (typing.delete(node)) node.value = value;
  };
  // Up and Down step a number box as they step its slider.
  const step = (node, up) => {
    const beside = slider(node);
    if (NUMBER.test(node.value)) beside.value = node.value.replace(",", ".").replace("\u2212", "-");
    if (up) beside.stepUp(); else beside.stepDown();
    node.value = beside.value;
    typing.delete(node);
    input(node.dataset.name, node.value);
    pause(node);
  };

  el.addEventListener("input", (event) => {
    const node = event.target;
    const name = node.dataset.name;
    if (!name) return;
    event.stopPropagation();
    if (node.type === "file") return; // read when it is chosen, below
    if (node.type === "range") for (const twin of named(name)) if (twin !== node) twin.value = node.value;
    // A number beside a slider is read when it is finished: on its way to 20 it is a 2.
    if (slider(node)) typing.set(node, null);
    else input(name, read(node));
    if (node.matches(TYPED)) {
      if (node.matches("textarea, input[type=text]")) unsaved.set(`${panel}/${name}`, { value: node.value, seq: Infinity });
      pause(node);
    }
  });
  el.addEventListener("change", (event) => {
    const node = event.target;
    if (node.type === "range") { flush(); send("change", node.dataset.name, node.value); } // it was let go
    else if (node.type === "file") open(node);
    else left(node);
  });
  el.addEventListener("focusout", (event) => left(event.target));
  const watch = stopwatch(el, (name, value) => send("click", name, value));
  el.addEventListener("click", (event) => {
    const timer = event.target.closest("button[data-timer]");
    if (timer && el.contains(timer)) watch.toggle(timer);
    const taker = event.target.closest("button[data-copy]");
    if (taker) copy(taker, find(taker.dataset.copy)[0], find("copied")[0]);
    const saver = event.target.closest("button[data-save]");
    if (saver) save(saver.value, find(saver.dataset.save)[0].textContent);
    if (event.target.type === "file") event.target.value = ""; // so that the same file can be chosen again
    const button = event.target.closest("button[data-name]");
    if (!button || !el.contains(button)) return;
    if ("paced" in button.dataset && performance.now() - renewed < READING) return;
    settleAll();
    flush();
    send("click", button.dataset.name, button.value);
    handed = button.dataset.then ? find(button.dataset.then)[0] : null;
    handed?.focus({ preventScroll: true, focusVisible: true });
  });
  // Enter in a one-line answer presses its button (data-enter names it).
  // JupyterLab's own shortcuts must not take the keys a reader types into a field or a slider.
  el.addEventListener("keydown", (event) => {
    event.stopPropagation();
    // The key that pressed one button is still down when the focus is on the next.
    const once = "paced" in (event.target.dataset ?? {}) || event.target === handed;
    if (event.repeat && once && ["Enter", " "].includes(event.key)) event.preventDefault();
    const button = event.target.dataset?.enter;
    if (event.key === "Enter" && button) named(button)[0]?.click();
    if (["ArrowUp", "ArrowDown"].includes(event.key) && event.target.matches(TYPED) && slider(event.target)) {
      event.preventDefault();
      step(event.target, event.key === "ArrowUp");
    }
  });

  const receive = (message) => {
    if (message.to && message.to !== view) return;
    const held = document.activeElement;
    for (const [id, change] of Object.entries(message.patch ?? {}))
      for (const node of find(id)) {
        if ("paced" in node.dataset) renewed = performance.now();
        // Not under the reader's fingers: 4. is a 4 on its way to 4.5.
        if (typing.has(node) && "value" in change) typing.set(node, String(change.value));
        else if (overtaken(node, message.ack)) put(node, { ...change, value: node.value });
        else put(node, change);
      }
    // A button that goes away hands the keyboard's focus on to the first of its group.
    if (held?.hidden && el.contains(held)) held.closest("[role=group]")?.querySelector("button:not([hidden])")?.focus();
    if (!message.ack) return;
    if (message.ack >= unanswered) unanswered = 0;
    for (const [key, text] of unsaved) if (key.startsWith(`${panel}/`) && text.seq <= message.ack) unsaved.delete(key);
    clearTimeout(alarm);
    alarm = message.ack === seq ? null : setTimeout(fallAsleep, ANSWER_WITHIN);
    asleep.hidden = true;
    if (!unanswered) flush();
  };
  const settleAll = () => { for (const node of el.querySelectorAll(TYPED)) settle(node); };
  model.on("msg:custom", receive);
  addEventListener("pagehide", settleAll);
  try { model.send({ type: "hello", view }); } catch { fallAsleep(); }
  for (const node of el.querySelectorAll("textarea, input[type=text]")) {
    const text = unsaved.get(`${panel}/${node.dataset.name}`);
    if (!text || text.value === node.value) continue;
    node.value = text.value;
    send("change", node.dataset.name, text.value);
    text.seq = seq;
  }
  return () => {
    settleAll();
    watch.stop();
    clearTimeout(alarm);
    removeEventListener("pagehide", settleAll);
    model.off("msg:custom", receive);
  };
}

export default { render };
