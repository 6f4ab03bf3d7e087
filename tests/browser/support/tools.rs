//! Chromium and its driver on this machine, keys, and waiting.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The programs that a browser test needs.
pub struct Tools {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

/// Where they are; `None`, said aloud, when one is missing and nobody demands them.
pub fn find() -> Option<Tools> {
    let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(in_path);
    let found = chromium.zip(in_path("chromedriver"));
    if found.is_none() {
        let missing = "Chromium or chromedriver is not installed";
        let demanded = std::env::var("STOREFRONT_BROWSER").is_ok_and(|value| value == "required");
        assert!(!demanded, "{missing}, and STOREFRONT_BROWSER=required demands them");
        println!("skipped: {missing}, so this browser test did not run");
    }
    found.map(|(chromium, chromedriver)| Tools { chromium, chromedriver })
}

fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Asks again and again until there is an answer; fails with `what` after ten seconds.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "waited in vain: {what}");
        #[expect(clippy::disallowed_methods, reason = "another process tells nobody when it is done")]
        std::thread::sleep(Duration::from_millis(15));
    }
}

/// Keys as WebDriver names them.
pub mod keys {
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const CONTROL: char = '\u{e009}';
    pub const SPACE: char = ' ';
    pub const DOWN: char = '\u{e015}';
}
