//! Storefront: a complete shop in one executable.
//!
//! # A bird's-eye view
//!
//! One process answers requests and runs background jobs. Data is in SQLite or PostgreSQL behind
//! one type, [`platform::db::Conn`], and one set of queries. Pages are rendered on the server from
//! Askama templates; every journey works without JavaScript. Static files, templates, migrations
//! and the demo shop are part of the executable; everything that it writes is under `var/`.
//!
//! # Where things are
//!
//! - **Wiring**, at the top, each an explicit list: [`routes`] (every address) with [`urls`] (its
//!   builders), [`events`] (who hears of which change, in the same transaction), [`jobs`] (which
//!   function runs a job, and the schedule), [`models`] (what dumps hold), [`shell`] (what every
//!   page needs), [`admin_site`] (what staff work with), [`api_site`] (who uses the API), [`api_docs`] (its
//!   description), [`error_pages`], [`server`] (the application as tests and `serve` start it), [`worker`] (the threads
//!   that run jobs), [`cli`] (one file per command).
//! - **Domains**, each a folder with everything about its noun: [`accounts`], [`media`], [`tags`],
//!   [`catalog`], [`promotions`], [`cart`], [`orders`], [`payments`], [`checkout`], [`reviews`],
//!   [`engagement`], [`search`], [`shopfront`], [`webhooks`] in this order; a domain uses
//!   only earlier ones. [`imports`] is a flow over several of them. In every domain `models` are rows,
//!   `queries` hold its SQL, `pages` its HTML handlers, `admin` its registrations in the staff admin,
//!   `dump` its part of a dump; `…_editing` is what staff may change of a noun and how; other files
//!   are named after a business word.
//! - **The admin engine**, [`admin`]: lists, forms, actions, deletion and history for any registered
//!   model. It names no domain either.
//! - **The envelope of the API**, [`api`]: who asks, what was sent, errors, pages, versions, doing once. It
//!   names no domain; each domain's addresses are in its `api`.
//! - **The floor**, [`platform`]: database, web, queue, money, time, files, text. It names no domain.
//! - [`demo`]: the shop to look at, its drawn pictures, and synthetic products of any number.
//! - [`stress`]: the crash test, which kills a server while it sells and audits what is left.
//! - Outside `src/`: `templates/` and `static/` mirror the domains; `migrations/{sqlite,postgres}`
//!   hold the same names; `tests/it` tests through addresses and domain functions, `tests/browser`
//!   in Chromium.
//!
//! # What always holds
//!
//! - A handler makes one hop to the database: [`Db::read`](platform::db::Db::read) or
//!   [`Db::write`](platform::db::Db::write), one connection, one transaction, one state.
//! - Handlers translate, domains decide, queries fetch. No SQL and no rule is in a handler.
//! - What can be derived is kept in the transaction of the change, whatever makes it: through
//!   [`events::products_changed`] for columns, by triggers for the kept counts.
//! - Money is minor units ([`Money`](platform::money::Money)), percentages are
//!   decimals or hundredths, time is UTC and passed as an argument.
//! - What other systems are told ([`webhooks`]) is written in the transaction of what happened, and costs
//!   one statement while nobody is told.
//! - Side effects (fetching a picture, making its sizes, refreshing prices when a promotion turns)
//!   are rows in `jobs`, written in the transaction that causes them, and run at least once.
//! - A provider of payments is asked outside of transactions, under a key that makes asking again safe;
//!   only [`settling`](checkout::paying::settling) and [`hearing`](checkout::refunds::hearing) change
//!   what it says changed, each by statements guarded by the state they come from.
//! - Who takes several locks takes them in one order: the cart, the products by key, the promotion.
//! - Stock and uses of codes are taken by conditions of statements; an order gives back exactly what
//!   it took.
//! - What a visitor is told never depends on whether an e-mail address has an account.
//! - A page runs a fixed number of statements. No list sorts, walks or counts a whole table.
//! - A visitor without a session gets the same bytes as every other one; what is personal is in marked
//!   places of the page.
//! - A kept page is sent only if the [versions](platform::versions) of its topics, read after the request
//!   arrived, are those that were read before its data. Triggers raise them in the transaction of the
//!   change: a new column that a page shows belongs into the triggers and into `tests/it/live`.
//! - Templates print ready-made words; only [`Html`](platform::markdown::Html) goes unescaped.
//!
//! `tests/it/architecture.rs` holds the rules about files and dependencies.
//!
//! # A page view, step by step
//!
//! `GET /products/?tag=gift&sort=price`: [`server`] checks host and origin and counts the request;
//! [`routes`] names `shopfront::pages::product_list`, and before it stands the
//! [door](platform::live::door): it reads which [versions](platform::versions) the database is at and
//! answers with the kept page if that shows exactly these. Otherwise the handler makes one hop
//! ([`shell::kept::answer`]): versions first, then [`shell::Frame`] reads the frame, the query string
//! becomes [`Criteria`](shopfront::listing::criteria::Criteria), [`shopfront::listing::find`] finds the
//! page of products and [`shopfront::cards`] reads what their cards show; the template
//! `shopfront/product_list.html` prints it with [marks](platform::live::pieces::mark) around what is one
//! visitor's. [`platform::live::kept`] keeps it, puts the visitor's own words in and answers with an
//! `ETag`, compressed, or with 304.
//!
//! # An order, step by step
//!
//! `POST /checkout/payment/`: `checkout::pages::place_order` makes one hop,
//! [`Db::attempt`](platform::db::Db::attempt), in which [`checkout::placing::place`] looks whether
//! this form has placed an order before, holds the cart and its products, prices everything anew
//! ([`checkout::quote`]) and compares it with what the shopper saw ([`checkout::seen`]). Then stock is
//! taken ([`catalog::stock`]) and the code used ([`promotions::queries::use_code`]) by guarded
//! statements, the order is copied, the cart removed, its payment opened and
//! [`events::order_placed`] queues the mail. Any refusal takes all of it back. The answer leads to the
//! page of the order; [`worker`] sends the mail.
//!
//! # A request of the API, step by step
//!
//! `POST /api/store/carts/{id}/items/`: [`routes`] names `cart::api::add_item`; [`api::call::Call`] is the
//! request, read whole, with what it presents. Its [`write`](api::call::Call::write) makes one hop: it finds
//! out who asks ([`api_site`] says how), gives an answer again that was given under the same
//! `Idempotency-Key`, and otherwise runs the handler, which takes the cart, reads the fields by rules
//! ([`api::input`]), calls [`cart::carts::add`] as the page does, and makes the [`api::reply::Reply`], which is
//! stored with what was done. What is refused becomes an [`api::error::ApiError`] and leaves nothing behind.
//!
//! # A save in the admin, step by step
//!
//! `POST /admin/catalog/product/5/change/`: [`admin::pages`] reads the form, stores its pictures, and
//! makes one hop in which [`admin::desk`] finds out who asks and [`admin::submit`] does the rest: it
//! holds the product, brings what was entered onto what is stored ([`admin::merge`]), does the same for
//! every row inside the form, and checks it. [`platform::audit`] reads the product with its parts, the
//! functions of the domain that the registration names (`catalog::product_editing::save`,
//! `catalog::variant_editing::change_variants`) store them, and the difference becomes one entry of the
//! history. What is wrong takes all of it back and shows the form again with what was typed; what
//! somebody else changed meanwhile is shown beside it, to be chosen.
//!
//! # A change, step by step
//!
//! Whoever changes a product (import, demo, staff and programs through
//! [`catalog::product_editing`]) calls [`catalog::products`] inside a writing transaction. It stores the row and calls
//! [`events::products_changed`], which settles price, stock and availability from the variants,
//! reprices by the promotions in force, appends to the price history and rewrites the search
//! document. Triggers keep the counts. Then all of it commits, or none.

pub mod accounts;
pub mod admin;
pub mod admin_site;
pub mod api;
pub mod api_docs;
pub mod api_site;
pub mod app;
pub mod assets;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod cli;
pub mod config;
pub mod demo;
pub mod engagement;
pub mod error_pages;
pub mod events;
pub mod imports;
pub mod jobs;
pub mod media;
pub mod models;
pub mod orders;
pub mod payments;
pub mod platform;
pub mod promotions;
pub mod reviews;
pub mod routes;
pub mod schema;
pub mod search;
pub mod server;
pub mod shell;
pub mod shopfront;
pub mod stress;
pub mod tags;
pub mod urls;
pub mod webhooks;
pub mod worker;
