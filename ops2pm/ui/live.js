// The browser's half of every panel: show the HTML that Python made, report what the reader does,
// and put Python's answers where they belong. It knows nothing of lessons, labs or forms.
//
// Reader -> Python:  {type: "input" | "change" | "click" | "hello", name, value, seq}
// Python -> reader:  {patch: {id: {attribute: value}}, ack: seq}
// Elements are named by data-id, so that two panels of one page may use the same names.
// Patch keys: "text", "html" (made by Python, already escaped), "value", "checked", "hidden",
// "disabled", "style.<property>"; anything else is an attribute. null removes an attribute.

const ANSWER_WITHIN = 6000; // ms without an answer before the panel says that Python is not listening
const PAUSE = 500; // ms without typing after which a text counts as settled

function put(node, change) {
  for (const [key, value] of Object.entries(change)) {
    if (key === "text") node.textContent = value;
    else if (key === "html") node.innerHTML = value;
    else if (key === "value") { if (node.value !== String(value)) node.value = value; }
    else if (key === "checked" || key === "hidden" || key === "disabled") node[key] = value;
    else if (key.startsWith("style.")) node.style.setProperty(key.slice(6), value);
    else if (value === null) node.removeAttribute(key);
    else node.setAttribute(key, value);
  }
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

  let seq = 0;
  let unanswered = 0; // seq of the one "input" on its way
  let alarm = null;
  const waiting = new Map(); // name -> newest value, held back while an "input" is on its way
  const pauses = new Map(); // name -> timer of a text that is being typed

  const send = (type, name, value) => {
    seq += 1;
    if (type === "input") unanswered = seq;
    clearTimeout(alarm);
    alarm = setTimeout(() => { asleep.hidden = false; unanswered = 0; }, ANSWER_WITHIN);
    model.send({ type, name, value, seq });
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
    if (pauses.delete(name)) { flush(); send("change", name, read(node)); }
  };
  const read = (node) => (node.type === "checkbox" ? node.checked : node.value);
  // Our own elements carry data-id; the parts of a figure have the id that matplotlib gave them.
  const find = (id) => el.querySelectorAll(`[data-id="${id}"], [id="${id}"]`);
  const named = (name) => [...el.querySelectorAll("[data-name]")].filter((n) => n.dataset.name === name);

  el.addEventListener("input", (event) => {
    const node = event.target;
    const name = node.dataset.name;
    if (!name) return;
    event.stopPropagation();
    if (node.type !== "radio" && node.type !== "checkbox")
      for (const twin of named(name)) if (twin !== node && twin.type !== "radio") twin.value = node.value;
    input(name, read(node));
    if (node.matches("textarea, input[type=text], input[type=date], input[type=number]")) {
      clearTimeout(pauses.get(name));
      pauses.set(name, setTimeout(() => settle(node), PAUSE));
    }
  });
  el.addEventListener("change", (event) => settle(event.target));
  el.addEventListener("focusout", (event) => settle(event.target));
  el.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-name]");
    if (!button || !el.contains(button)) return;
    for (const node of el.querySelectorAll("textarea, input")) if (pauses.has(node.dataset.name)) settle(node);
    flush();
    send("click", button.dataset.name, button.value);
  });
  // Enter in a one-line answer presses its button (data-enter names it).
  // JupyterLab's own shortcuts must not take the keys a reader types into a field or a slider.
  el.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const button = event.target.dataset?.enter;
    if (event.key === "Enter" && button) named(button)[0]?.click();
  });

  const receive = (message) => {
    for (const [id, change] of Object.entries(message.patch ?? {}))
      for (const node of find(id)) put(node, change);
    if (message.focus) find(message.focus)[0]?.focus();
    if (!message.ack) return;
    if (message.ack >= unanswered) unanswered = 0;
    if (message.ack === seq) { clearTimeout(alarm); asleep.hidden = true; }
    if (!unanswered) flush();
  };
  model.on("msg:custom", receive);
  model.send({ type: "hello", seq: 0 });
  return () => {
    clearTimeout(alarm);
    model.off("msg:custom", receive);
  };
}

export default { render };
