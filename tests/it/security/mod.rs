//! What strangers and other sites send: nothing is changed for them, nothing breaks, nothing leaks.

mod addresses;
mod cookies;
mod forgery;
mod hostile_addresses;
mod hostile_bodies;
mod hostile_values;
mod logs;
mod mail_headers;
mod markup;
mod scene;
mod strangers;
