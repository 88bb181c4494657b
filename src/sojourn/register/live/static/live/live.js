// Live departures without loading the page anew: figures come as server-sent events, and each part that changed is put in
// the place of its elder. Nothing is opened or closed under the reader's hands, and the stream rests while nobody looks.
const page = document.querySelector("[data-live]");
const words = page.querySelector("[data-live-words]");
const status = words.querySelector("[role=status]");
const button = words.querySelector("button");
const refresh = page.querySelector("[data-refresh]");
const known = new Map();
const FOCUSABLE = "a, summary, [tabindex]";
let source = null;
let stopped = false;

const say = (what) => {
  status.textContent = status.dataset[what];
  button.textContent = stopped ? button.dataset.go : button.dataset.stop;
  button.hidden = what === "ended";
  refresh.hidden = what === "on";
  words.hidden = false;
};

const renew = (old, fresh) => {
  const opened = [...old.querySelectorAll("details")].map((each) => each.open);
  const scrolled = [...old.querySelectorAll(".sj-scroll")].map((each) => each.scrollLeft);
  const focused = [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  fresh.querySelectorAll("details").forEach((each, place) => { each.open = opened[place] ?? false; });
  old.replaceChildren(...fresh.childNodes);
  old.querySelectorAll(".sj-scroll").forEach((each, place) => { each.scrollLeft = scrolled[place] ?? 0; });
  if (focused >= 0) old.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
};

const show = (html) => {
  for (const fresh of new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-part]")) {
    const { part } = fresh.dataset;
    const text = fresh.innerHTML;
    if (known.get(part) === text) continue;
    const old = page.querySelector(`[data-part="${part}"]`);
    old.className = fresh.className;
    renew(old, fresh);
    known.set(part, text);
  }
};

const close = () => {
  source?.close();
  source = null;
};

const open = () => {
  close();
  source = new EventSource(page.dataset.live);
  source.addEventListener("open", () => say("on"));
  source.addEventListener("figures", (event) => show(event.data));
  source.addEventListener("ended", () => { close(); say("ended"); });
  source.addEventListener("error", () => say(source?.readyState === EventSource.CLOSED ? "ended" : "lost"));
};

button.addEventListener("click", () => {
  stopped = !stopped;
  if (stopped) { close(); say("off"); } else { open(); }
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else if (!stopped && !source) open();
});
addEventListener("pagehide", close);
open();
