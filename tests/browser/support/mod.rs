//! A shop in a browser: the server, the browser, and what tests ask of both.

mod administering;
mod driver;
mod page;
mod server;
mod shopping;
mod tools;

use std::rc::Rc;

use driver::Driver;
use server::Server;

pub use shopping::PASSWORD;
pub use tools::{keys, until};

/// How a shopper looks at the shop.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Width and height of the window in CSS pixels.
    pub size: (u32, u32),
    /// Device pixels per CSS pixel: 4 is what 400 % zoom makes of a screen.
    pub scale: u32,
    /// Whether the dark colour scheme is preferred.
    pub dark: bool,
    /// Whether scripts run.
    pub scripts: bool,
}

impl Look {
    pub const DESK: Look = Look { size: (1280, 900), scale: 1, dark: false, scripts: true };
    pub const PHONE: Look = Look { size: (360, 740), scale: 2, ..Look::DESK };
    /// 1280 by 1024 at 400 %.
    pub const ZOOMED: Look = Look { size: (320, 256), scale: 4, ..Look::DESK };

    pub const fn dark(self) -> Look {
        Look { dark: true, ..self }
    }

    pub const fn without_scripts(self) -> Look {
        Look { scripts: false, ..self }
    }
}

/// The demo shop, open in a browser.
pub struct Shop {
    driver: Driver,
    server: Rc<Server>,
}

impl Shop {
    /// The address of the shop.
    pub fn base(&self) -> &str {
        &self.server.base
    }

    /// The same shop in the browser of somebody else.
    pub fn somebody_else(&self, look: Look) -> Shop {
        let tools = tools::find().expect("the tools of the first browser");
        Shop { driver: Driver::start(&tools, look), server: self.server.clone() }
    }
}

/// Opens the shop, goes on the journey, and expects that the browser had nothing to complain about.
pub fn visit(look: Look, journey: impl FnOnce(&Shop)) {
    visit_with(look, &[], journey);
}

/// [`visit`] to a shop with these environment variables.
pub fn visit_with(look: Look, settings: &[(&str, &str)], journey: impl FnOnce(&Shop)) {
    let Some(tools) = tools::find() else { return };
    let server = Rc::new(Server::start(settings));
    let driver = Driver::start(&tools, look);
    let shop = Shop { driver, server };
    journey(&shop);
    shop.expect_quiet_console();
}
