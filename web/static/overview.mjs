// Shows what a tile holds, statement by statement, while the tile is pointed at or has the focus. Escape closes it.
const map = document.querySelector(".map");
const peek = document.createElement("div");
peek.className = "peek";
peek.hidden = true;
peek.setAttribute("aria-hidden", "true"); // a screen reader hears the tile itself
document.body.append(peek);

let current = null;
let closing = 0;

function open(tile) {
  clearTimeout(closing);
  if (tile === current) return;
  current = tile;
  const heading = document.createElement("h3");
  heading.textContent = `¶${tile.querySelector(".name").textContent}`;
  const list = document.createElement("ol");
  for (const mark of tile.querySelectorAll(".m")) {
    const item = document.createElement("li");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "-1 -1 12 12");
    svg.setAttribute("width", "12");
    svg.setAttribute("height", "12");
    const shape = mark.cloneNode(true);
    const label = shape.querySelector("title");
    shape.removeAttribute("transform");
    label.remove();
    svg.append(shape);
    const text = document.createElement("span");
    text.textContent = label.textContent.split(" · ").slice(2).join(" · ");
    item.append(svg, text);
    list.append(item);
  }
  peek.replaceChildren(heading, list);
  peek.hidden = false;
  place(tile);
}

function place(tile) {
  const box = tile.getBoundingClientRect();
  const width = peek.offsetWidth, height = peek.offsetHeight, gap = 6;
  const left = Math.max(gap, Math.min(box.left, document.documentElement.clientWidth - width - gap));
  const below = box.bottom + gap + height <= innerHeight || box.top - gap - height < 0;
  peek.style.left = `${left + scrollX}px`;
  peek.style.top = `${(below ? box.bottom + gap : box.top - gap - height) + scrollY}px`;
}

function close() {
  current = null;
  peek.hidden = true;
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(close, 120); // long enough to move the pointer onto what was opened
}

const hover = matchMedia("(hover: hover)");
map.addEventListener("pointerover", (event) => {
  const tile = event.target.closest(".tile");
  if (tile && hover.matches) open(tile);
});
map.addEventListener("pointerout", closeSoon);
peek.addEventListener("pointerover", () => clearTimeout(closing));
peek.addEventListener("pointerout", closeSoon);
map.addEventListener("focusin", (event) => {
  const tile = event.target.closest(".tile");
  if (tile?.matches(":focus-visible")) open(tile);
});
map.addEventListener("focusout", closeSoon);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
