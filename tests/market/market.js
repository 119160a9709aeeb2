"use strict";
// The market in the browser: halls, booths in batches while one scrolls, pictures when they come into view.

const floor = document.getElementById("floor");
const nonce = document.body.dataset.nonce;
const [, kind, key] = document.body.dataset.path.split("/");

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

async function ask(what, path, query = {}) {
  const parameters = new URLSearchParams({ ...query, nonce, token: window.sign(what) });
  const answer = await fetch(`/api/${path}?${parameters}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// Where goods come from and are sent from stands in a shadow root, as in shops built from components.
customElements.define("goods-places", class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const style = make("style", "", ":host{display:block;font-size:12px;color:#6b7280}span{margin-right:10px}");
    root.append(style, make("span", "origin", this.dataset.o), make("span", "ships-from", this.dataset.s));
    delete this.dataset.o;
    delete this.dataset.s;
  }
});

const pictures = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    entry.target.src = entry.target.dataset.src;
    pictures.unobserve(entry.target);
  }
}, { rootMargin: "120px" });

function yuan(fen) {
  return `¥ ${(fen / 100).toFixed(2)}`;
}

function gallery(offer) {
  const box = make("div", "pics");
  for (const url of offer.pics) {
    const image = make("img", "pic");
    image.alt = "";
    image.dataset.src = url;
    pictures.observe(image);
    box.append(image);
  }
  return box;
}

function booth(offer) {
  const box = make("div", "booth");
  box.append(make("b", "booth-no", offer.boothNo), make("span", "shop-name", offer.shop.name));
  box.append(make("small", "credit-code", offer.shop.creditCode));
  return box;
}

function card(offer) {
  const box = make("article", "offer-card");
  const title = make("a", "subject", offer.subject);
  title.href = `/goods/${encodeURIComponent(offer.offerId)}`;
  const places = make("goods-places");
  places.dataset.o = `产地 ${offer.origin}`;
  places.dataset.s = `发货 ${offer.shipFrom}`;
  // Titles and prices are shown as people read them; programs find them here, in fen.
  const data = make("script", "offer-data", JSON.stringify({
    offerId: offer.offerId, priceFen: offer.priceFen, memberId: offer.shop.memberId,
    cate: offer.cate, brand: offer.brand, memo: offer.memo,
  }));
  data.type = "application/json";
  box.append(gallery(offer), title, make("p", "price", yuan(offer.priceFen)), booth(offer), places, data);
  return box;
}

async function showHalls() {
  const { halls } = await ask("halls", "halls");
  const list = document.getElementById("halls");
  for (const hall of halls) {
    const link = make("a", "hall", `${hall.name} (${hall.booths})`);
    link.href = `/hall/${hall.no}`;
    if (kind === "hall" && key === String(hall.no)) link.setAttribute("aria-current", "page");
    list.append(link);
  }
  return halls;
}

function showHall() {
  const grid = make("div", "grid");
  floor.replaceChildren(grid);
  let after = 0;
  let busy = false;
  const sentinel = document.getElementById("more");
  const load = async () => {
    if (busy || after === null) return;
    busy = true;
    const batch = await ask(`hall/${key}/${after}`, `hall/${key}`, { after });
    grid.append(...batch.offers.map(card));
    after = batch.next;
    busy = false;
    if (after === null) sentinel.textContent = "没有更多了";
    else { watcher.unobserve(sentinel); watcher.observe(sentinel); }
  };
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) load();
  }, { rootMargin: "200px" });
  watcher.observe(sentinel);
}

async function showGoods() {
  const offer = await ask(`goods/${key}`, `goods/${key}`);
  document.title = `${offer.subject} - 海川小商品市场`;
  const box = card(offer);
  box.classList.add("alone");
  box.append(make("p", "memo", offer.memo));
  floor.replaceChildren(box);
}

(async () => {
  const halls = await showHalls();
  if (kind === "hall") showHall();
  else if (kind === "goods") await showGoods();
  else floor.replaceChildren(make("p", "hint", `共 ${halls.length} 个展馆,请选择一个进入。`));
})();
