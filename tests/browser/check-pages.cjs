// Asks the Nu HTML checker and Lighthouse about the pages of a running shop.
//   node check-pages.cjs http://127.0.0.1:PORT SCRATCH_FOLDER STAFF_NAME STAFF_PASSWORD
// Quality bars: no errors; accessibility, best practices and SEO 100, performance 95, on a phone. Pages
// that belong to one visitor ask search engines to leave them out, so SEO says nothing about them.
// Performance alone is a measurement: whatever else the machine does can only make it worse, so the
// best of three counts.

const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const [base, scratch, username, password] = process.argv.slice(2);
const modules = process.env.NODE_PATH;
const bars = { accessibility: 100, "best-practices": 100, performance: 95 };
const publicBars = { ...bars, seo: 100 };

const program = (...names) => names.find((name) => spawnSync("which", [name]).status === 0);
// A visitor with a cookie jar; redirects are followed here, since fetch keeps no cookies.
const newVisitor = () => {
  const jar = new Map();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const ask = async (address, form, expected = 200) => {
    const answer = await fetch(new URL(address, base), {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { cookie: cookie() },
      redirect: "manual",
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      jar.set(name, value);
    }
    if (answer.status === 303) return ask(answer.headers.get("location"));
    const { pathname, search } = new URL(answer.url);
    if (answer.status !== expected) throw new Error(`${pathname} answered ${answer.status}, not ${expected}`);
    return { address: pathname + search + (expected === 200 ? "" : ` (${expected})`), html: await answer.text() };
  };
  return { cookie, get: (address, status) => ask(address, undefined, status), send: ask };
};
const guest = newVisitor();
const { get } = guest;
const first = (html, pattern) => html.match(pattern)?.[1]?.replaceAll(/&(amp|#38);/g, "&").replaceAll(/&(quot|#34);/g, '"');

const pages = async () => {
  const home = await get("/");
  const list = await get("/products/");
  const product = first(list.html, /class="product-card__link" href="([^"]+)"/);
  const collection = first(home.html, /href="(\/collections\/[^"]+)"/);
  const text = first(home.html, /href="(\/pages\/[^"]+)"/);
  const more = ["/products/harbour-mug/", product, collection, text, "/collections/", "/products/?q=mug&sort=price",
    "/products/?q=xyzzy", "/products/?page=2", "/api/docs/"];
  const read = await Promise.all(more.filter(Boolean).map((address) => get(address)));
  return [home, list, ...read, await get("/nothing-here/", 404)];
};

const hidden = (html, name) => first(html, new RegExp(`name="${name}" value="([^"]*)"`));
const chosen = (html, name) => first(html, new RegExp(`name="${name}" value="([^"]*)"[^>]* checked`));
const place = { name: "Ann Example", street: "12 Harbour Street", zip: "20457", city: "Hamburg", country: "DE" };

// From the empty cart to the order, with what is refused on the way.
const buying = async () => {
  const buyer = newVisitor();
  const seen = [await buyer.get("/cart/"), await buyer.get("/account/wishes/")];
  const { html } = await buyer.get("/products/loaf-tin-sliding-lid/");
  const item = { product: hidden(html, "product"), quantity: "1" };
  seen.push(await buyer.send("/cart/items/", { ...item, quantity: "9999" }, 422));
  seen.push(await buyer.send("/cart/items/", item));
  seen.push(await buyer.send("/cart/code/", { code: "NO-SUCH-CODE" }, 422));
  seen.push(await buyer.get("/checkout/"));
  seen.push(await buyer.send("/checkout/", { billing_differs: "1" }, 422));
  const shipping = await buyer.send("/checkout/", { email: "buyer@example.com", ...place });
  const payment = await buyer.send("/checkout/shipping/", { method: chosen(shipping.html, "method") });
  const order = await buyer.send("/checkout/payment/", {
    token: hidden(payment.html, "token"),
    seen: hidden(payment.html, "seen"),
    payment_method: chosen(payment.html, "payment_method"),
  });
  return [...seen, shipping, payment, order];
};

// The newest mail whose subject begins so; the one worker of a fresh shop may have a picture in hand.
const mailed = async (subject) => {
  for (let left = 600; left > 0; left -= 1) {
    const { html } = await get("/dev/mail/");
    const address = first(html, new RegExp(`href="([^"]+)"><bdi>${subject}`));
    if (address) return get(address);
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`no mail arrived: ${subject}`);
};

// Signing in, an account made by the mailed link, and its pages.
const accounts = async () => {
  const customer = newVisitor();
  const password = "a-kettle-of-9-fish";
  const seen = await Promise.all(["/account/login/", "/account/register/", "/account/password/reset/"]
    .map((address) => customer.get(address)));
  seen.push(await customer.send("/account/login/", { username: "nobody", password: "wrong" }, 422));
  seen.push(await customer.send("/account/register/", { username: "a b" }, 422));
  seen.push(await customer.send("/account/register/", {
    username: "ann", email: "ann@example.com", first_name: "Ann", password, password2: password,
  }));
  const mail = await mailed("Confirm your account");
  const link = first(mail.html, /href="[^"]*(\/account\/register\/[^"]+)"/);
  seen.push(mail, await get("/dev/mail/"), await get(`${mail.address}html/`), await customer.get(link));
  await customer.send(link, {});
  seen.push(await customer.send("/account/addresses/add/", {}, 422));
  seen.push(await customer.send("/account/addresses/add/", place));
  seen.push(await customer.send("/products/harbour-mug/likes/", {}));
  seen.push(await customer.send("/products/harbour-mug/wishes/", {}));
  const own = ["/account/", "/account/profile/", "/account/password/", "/account/sessions/", "/account/orders/",
    "/account/likes/", "/account/wishes/"];
  return [...seen, ...await Promise.all(own.map((address) => customer.get(address)))];
};

// Every kind of page of the admin, with what is refused.
const admin = async () => {
  const staff = newVisitor();
  const seen = [await staff.get("/admin/login/"), await staff.send("/admin/login/", { username, password: "wrong" }, 422)];
  seen.push(await staff.send("/admin/login/", { username, password }));
  const products = "/admin/catalog/product/";
  const list = await staff.get(`${products}?q=mug&_facets=1&o=-3.2`);
  const form = first(list.html, /href="([^"?]+\/change\/)/);
  const own = [`${products}?q=xyzzy`, `${products}add/`, form, form.replace("change", "delete"), form.replace("change", "history"),
    "/admin/catalog/", "/admin/history/", "/admin/password/", "/admin/logout/", "/admin/orders/order/", "/admin/orders/order/add/",
    "/admin/promotions/promotion/add/", "/admin/accounts/group/add/", "/admin/accounts/user/add/", "/admin/accounts/user/1/change/",
    "/admin/tags/tag/?_popup=1&_pick=1"];
  seen.push(list, ...await Promise.all(own.map((address) => staff.get(address))));
  seen.push(await staff.get("/admin/nothing/here/", 404));
  seen.push(await staff.send("/admin/password/", {}, 422));
  const id = form.match(/\d+/)[0];
  seen.push(await staff.send(products, { action: "delete_selected", _selected_action: id }, 200));
  seen.push(await staff.send("/admin/accounts/user/", { action: "set_password", _selected_action: "1" }, 200));
  const cells = { "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": id, "form-0-_base": "{}" };
  seen.push(await staff.send(products, { ...cells, "form-0-unit_price": "cheap", _save: "1" }, 422));
  const rows = ["variants", "options", "images", "tags"].flatMap((name) =>
    [[`${name}-TOTAL_FORMS`, "1"], [`${name}-INITIAL_FORMS`, "0"]]);
  seen.push(await staff.send(`${products}add/`,
    { ...Object.fromEntries(rows), title: "", "variants-0-inventory": "many", "images-0-alt": "x", _save: "1" }, 422));
  const tags = await staff.get("/admin/tags/tag/");
  const tag = first(tags.html, /href="([^"?]+\/change\/)/);
  const { html } = await staff.get(tag);
  const seenBefore = hidden(html, "_base");
  await staff.send(tag, { _base: seenBefore, label: "changed meanwhile", _save: "1" });
  seen.push(await staff.send(tag, { _base: seenBefore, label: "mine", _save: "1" }, 409));
  return seen;
};

const checkHtml = (all) => {
  const java = program("java");
  if (!java) return console.log("note: java is missing: the HTML checker is left out") ?? 0;
  const files = all.map((page, index) => {
    const file = path.join(scratch, `page-${index}.html`);
    fs.writeFileSync(file, page.html);
    return file;
  });
  const jar = path.join(modules, "vnu-jar", "build", "dist", "vnu.jar");
  const checked = spawnSync(java, ["-jar", jar, "--errors-only", "--format", "json", ...files], { encoding: "utf8" });
  const { messages } = JSON.parse(checked.stderr);
  for (const { url, lastLine, message } of messages) {
    const page = all[files.findIndex((file) => url.endsWith(file))];
    console.log(`${page?.address ?? url} line ${lastLine}: ${message}`);
  }
  console.log(`HTML checker: ${messages.length} errors in ${all.length} pages`);
  return messages.length;
};

const percent = (report, name) => Math.round(report.categories[name].score * 100);

// What Lighthouse says of one visit; a page of one visitor is asked for with their cookie.
const visit = (address, bars, cookie) => {
  // Now and then the browser loses the recording of a visit, and Lighthouse asks to be run again.
  for (let left = 2; ; left -= 1) {
    try {
      return tryVisit(address, bars, cookie);
    } catch (error) {
      if (left === 0 || !`${error.stderr}`.includes("run Lighthouse again")) throw error;
      console.log(`note: ${address} could not be recorded, visited again`);
    }
  }
};

const tryVisit = (address, bars, cookie) => {
  const cli = path.join(modules, "lighthouse", "cli", "index.js");
  const profile = fs.mkdtempSync(path.join(scratch, "chrome-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`];
  const extra = cookie ? ["--extra-headers", JSON.stringify({ Cookie: cookie })] : [];
  const report = JSON.parse(execFileSync(process.execPath, [cli, base + address, "--quiet", "--output=json",
    `--only-categories=${Object.keys(bars).join(",")}`, ...extra, `--chrome-flags=${flags.join(" ")}`], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, CHROME_PATH: execFileSync("which", [program("chromium", "chromium-browser", "google-chrome")],
      { encoding: "utf8" }).trim() },
  }));
  if (report.finalDisplayedUrl !== base + address) throw new Error(`${address} led to ${report.finalDisplayedUrl}`);
  return report;
};

const checkWithLighthouse = (address, bars, cookie) => {
  let report = visit(address, bars, cookie);
  for (let left = 2; left > 0 && percent(report, "performance") < bars.performance; left -= 1) {
    console.log(`note: ${address} reached performance ${percent(report, "performance")}, measured again`);
    const again = visit(address, bars, cookie);
    if (percent(again, "performance") > percent(report, "performance")) report = again;
  }
  let missed = 0;
  const scores = Object.entries(bars).map(([name, bar]) => {
    if (percent(report, name) < bar) {
      missed += 1;
      for (const { id, weight } of report.categories[name].auditRefs) {
        const audit = report.audits[id];
        if (weight && audit.score !== null && audit.score < 0.9) console.log(`${address} ${name}: ${audit.title} ${audit.displayValue ?? ""}`);
      }
    }
    return `${name} ${percent(report, name)}`;
  });
  console.log(`Lighthouse ${address}: ${scores.join(", ")}`);
  return missed;
};

(async () => {
  const all = [...await pages(), ...await buying(), ...await accounts(), ...await admin()];
  // Everything is fetched before the checks: they block, and meanwhile connections are closed.
  const { html } = await get("/products/loaf-tin-sliding-lid/");
  await guest.send("/cart/items/", { product: hidden(html, "product"), quantity: "1" });
  let wrong = checkHtml(all);
  const product = all.find(({ address }) => address.startsWith("/products/") && !address.includes("?") && address !== "/products/");
  for (const address of ["/", "/products/", product.address]) wrong += checkWithLighthouse(address, publicBars);
  for (const address of ["/cart/", "/checkout/", "/account/login/"]) {
    wrong += checkWithLighthouse(address, bars, guest.cookie());
  }
  process.exitCode = wrong ? 1 : 0;
})();
