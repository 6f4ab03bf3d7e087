// Reports to the webhook of a running shop what Stripe's own library signs, and what it does not.
//   node stripe-signature.cjs http://127.0.0.1:PORT WEBHOOK_SECRET
// Fails unless the shop takes exactly what is genuine.

const Stripe = require("stripe");

const [base, secret] = process.argv.slice(2);
const stripe = new Stripe("sk_test_unused");
const now = Math.floor(Date.now() / 1000);

const event = (id, type, object) => JSON.stringify({
  id, object: "event", type, created: now, livemode: false, data: { object },
});
const session = { id: "cs_test_x", object: "checkout.session", mode: "payment", status: "complete", payment_status: "paid",
  amount_total: 100, currency: "usd", client_reference_id: "1", metadata: {} };
const sign = (payload, options = {}) => stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: now, ...options });

const body = event("evt_1", "checkout.session.completed", session);
const other = event("evt_2", "payment_intent.succeeded", { id: "pi_x", object: "payment_intent" });
const umlauts = event("evt_3", "customer.created", { id: "cus_x", name: "Jürgen Ωmega 𝒳" });
const cases = [
  ["a genuine event", body, sign(body), 200],
  ["the same once more", body, sign(body), 200],
  ["an event of another kind", other, sign(other), 200],
  ["letters of other scripts", umlauts, sign(umlauts), 200],
  ["a signature before a genuine one", other, sign(other).replace("v1=", `v1=${"0".repeat(64)},v1=`), 200],
  ["another secret", body, sign(body, { secret: "whsec_other" }), 400],
  ["another body", body.replace("100", "101"), sign(body), 400],
  ["six minutes ago", body, sign(body, { timestamp: now - 360 }), 400],
  ["in six minutes", body, sign(body, { timestamp: now + 360 }), 400],
  ["a scheme of tests", body, sign(body, { scheme: "v0" }), 400],
  ["no signature", body, undefined, 400],
  ["signed nonsense", "{", sign("{"), 400],
];

(async () => {
  let wrong = 0;
  for (const [name, payload, signature, expected] of cases) {
    const headers = signature ? { "stripe-signature": signature } : {};
    const answer = await fetch(new URL("/payment/webhook/", base), { method: "POST", body: payload, headers });
    if (answer.status !== expected) {
      console.log(`${name}: answered ${answer.status}, not ${expected}`);
      wrong += 1;
    }
  }
  console.log(`Signatures of Stripe's library: ${cases.length - wrong} of ${cases.length} as they should be`);
  process.exitCode = wrong ? 1 : 0;
})();
