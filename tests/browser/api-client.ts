// Buys something as a guest, with types made of the API's own description: what the document says wrongly
// does not compile, or does not run.
//   node api-client.js http://127.0.0.1:PORT

import type { paths } from "./api";

declare const process: { argv: string[] };

type Verb = "get" | "post" | "put";
type Sent<Operation> = Operation extends { requestBody?: { content: { "application/json": infer Body } } }
  ? Body
  : undefined;
type Made<Operation, Status extends number> = Operation extends {
  responses: { [status in Status]: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

const base = process.argv[2];

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

async function ask<Path extends keyof paths, Method extends Verb, Status extends number>(
  method: Method,
  path: Path,
  status: Status,
  parts: Record<string, string> = {},
  body?: Sent<paths[Path][Method]>,
): Promise<Made<paths[Path][Method], Status>> {
  const address = Object.entries(parts).reduce((text, [name, part]) => text.replace(`{${name}}`, part), String(path));
  const answer = await fetch(base + address, {
    method: method.toUpperCase(),
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  check(answer.status === status, `${method} ${address} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

const products = await ask("get", "/api/store/products/", 200);
const product = products.results.find((one) => (one.inventory ?? 0) > 1);
check(product?.id !== undefined, "the shop has nothing to sell");

const cart = await ask("post", "/api/store/carts/", 201, {}, {});
const parts = { cart_id: cart.id };
const options = await ask("get", "/api/store/products/{product_id}/variants/", 200, { product_id: String(product.id) });
const variant = options.find((one) => (one.inventory ?? 0) > 1)?.id ?? null;
const item = { product_id: product.id, variant_id: variant, quantity: 2 };
const added = await ask("post", "/api/store/carts/{cart_id}/items/", 201, parts, item);
check(added.quantity === 2, "two were added");

const address = { name: "Ann Lee", street: "Main Street 1", city: "Springfield", zip: "12345", country: "US" };
const entered = { email: "ann@example.com", shipping_address: address };
const checkout = await ask("put", "/api/store/carts/{cart_id}/checkout/", 200, parts, entered);
check(checkout.obstacles.length === 0, `in the way: ${checkout.obstacles.join(" ")}`);

const order = await ask("post", "/api/store/carts/{cart_id}/order/", 201, parts, { payment_method: "invoice" });
check(order.total === checkout.totals.total, "the order costs what the checkout said");

const found = await ask("get", "/api/store/guest-orders/{token}/", 200, { token: order.token });
check(found.id === order.id && found.items?.[0]?.quantity === 2, "the order is read back");
console.log(`order ${order.number} was placed and read back`);
