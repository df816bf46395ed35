// What pages gain where scripts run; everything works without. No framework, nothing from elsewhere.

const announce = (() => {
  const place = document.createElement("p");
  place.className = "an";
  place.setAttribute("role", "status");
  document.body.append(place);
  return (text) => { place.textContent = text; };
})();

// The error summary, or what the page says was done, is what is read first.
document.querySelector("[autofocus]")?.focus();

// Unsaved changes: told before the page is left, unless a form takes them along.
let isChanged = false;
for (const form of document.querySelectorAll("form[data-tu-luu], form[data-giu]")) {
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
}
addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

// Autosave of a draft: a moment after the last key, to the address that the form names; the answer says the new version.
for (const form of document.querySelectorAll("form[data-tu-luu]")) {
  const shown = document.querySelector("[data-da-luu]");
  let timer, isSaving = false, isAgain = false;
  const tell = (text) => { if (shown) shown.textContent = text; else announce(text); };
  const save = async () => {
    if (isSaving) { isAgain = true; return; }
    isSaving = true;
    try {
      const fields = new FormData(form);
      for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
      const answer = await fetch(form.dataset.tuLuu, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
      const said = await answer.json().catch(() => ({}));
      if (answer.ok) {
        isChanged = isAgain;
        for (const version of document.querySelectorAll('input[name="phien_ban"]')) if (said.version) version.value = said.version;
        tell(said.message ?? "Đã lưu.");
      } else {
        tell(said.detail ?? "Chưa tự lưu được. Bấm nút lưu trước khi rời trang.");
      }
    } catch {
      tell("Mất kết nối, chưa tự lưu được. Bấm nút lưu khi có mạng lại.");
    }
    isSaving = false;
    if (isAgain) { isAgain = false; save(); }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
}

// Live status: when the server says that something has changed, the part of the page is fetched anew.
const live = document.querySelector("[data-song]");
if (live && "EventSource" in window) {
  const source = new EventSource(live.dataset.song);
  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-song]");
    if (fresh && fresh.innerHTML !== live.innerHTML) {
      live.replaceChildren(...fresh.childNodes);
      announce("Trạng thái vừa được cập nhật.");
    }
  };
  let timer;
  for (const kind of (live.dataset.suKien ?? "history").split(" ")) {
    source.addEventListener(kind, () => { clearTimeout(timer); timer = setTimeout(refresh, 300); });
  }
  addEventListener("pagehide", () => source.close());
}

// What waits at other levels: each tells its own; one that is down says so here and disturbs nobody.
for (const place of document.querySelectorAll("[data-so-luong]")) {
  fetch(place.dataset.soLuong, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then((counts) => { place.textContent = counts.text; })
    .catch((answer) => {
      place.textContent = answer.status < 500 ? "mở danh sách để xem" : "cấp này đang tạm dừng";
      place.dataset.ngung = "";
    });
}

// “Choose all rows” of a table, where its head has a box.
for (const all of document.querySelectorAll("input[data-chon-ca]")) {
  all.closest("th")?.removeAttribute("hidden");
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
  });
}

// How many rows are chosen. (A counter of the style sheet ends at the frame of the table.)
for (const shown of document.querySelectorAll("[data-dem]")) {
  const form = shown.closest("form");
  const count = () => { shown.querySelector("strong").textContent = form.querySelectorAll("tbody input[type=checkbox]:checked").length; };
  shown.hidden = false;
  form.addEventListener("change", count);
  count();
}

// Files can be dropped on their field's frame.
for (const field of document.querySelectorAll("input[type=file]")) {
  const frame = field.closest(".o") ?? field;
  frame.addEventListener("dragover", (event) => event.preventDefault());
  frame.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Keys: each only clicks or focuses what is on the page. Switched off in the account; never while typing.
if (document.body.dataset.phim === "co") {
  const rows = () => [...document.querySelectorAll("table.bang tbody tr, [data-dong]")].filter((row) => row.querySelector("a"));
  let at = -1, isGoing = false;
  const step = (by) => {
    const all = rows();
    if (!all.length) { document.querySelector(by > 0 ? '[rel="next"]' : '[rel="prev"]')?.click(); return; }
    at = Math.min(Math.max(at + by, 0), all.length - 1);
    all[at].querySelector("a").focus();
  };
  const acts = {
    "/": () => document.querySelector('[type="search"], [name="tim"], [name="so"]')?.focus(),
    j: () => step(1),
    k: () => step(-1),
    x: () => rows()[at]?.querySelector("input[type=checkbox]")?.click(),
    e: () => document.querySelector("[data-phim-e]")?.click(),
    "?": () => document.querySelector("[data-phim-tro-giup]")?.click(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (isGoing && event.key === "h") { document.querySelector('.danh-muc a')?.click(); isGoing = false; return; }
    isGoing = event.key === "g";
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
}
