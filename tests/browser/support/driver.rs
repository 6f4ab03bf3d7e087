//! A thin WebDriver client: one chromedriver with one session.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use super::Look;
use super::tools::Tools;

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of the page that was open when it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(pub(super) String);

impl Element {
    pub(super) fn reference(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }

    pub(super) fn from_answer(answer: &Value) -> Option<Element> {
        Some(Element(answer.get(ELEMENT)?.as_str()?.to_owned()))
    }
}

/// A running browser; ended when dropped.
pub struct Driver {
    child: Child,
    client: Client,
    session: String,
    profile: PathBuf,
}

impl Driver {
    pub fn start(tools: &Tools, look: Look) -> Driver {
        // It gives up when somebody else takes the port it has just chosen.
        let (child, port) = (0..5).find_map(|_| chromedriver(tools)).expect("chromedriver says its port");
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client =
            Client::builder().no_proxy().timeout(std::time::Duration::from_secs(60)).build().unwrap();
        let profile = std::env::temp_dir().join(format!("storefront-{}", uuid::Uuid::new_v4().simple()));
        let mut driver =
            Driver { child, client, session: format!("http://127.0.0.1:{port}/session"), profile };
        let answer =
            driver.call(Method::POST, "", json!({ "capabilities": driver.capabilities(tools, look) }));
        driver.session = format!("{}/{}", driver.session, answer["sessionId"].as_str().unwrap());
        driver.look(look);
        driver
    }

    fn capabilities(&self, tools: &Tools, look: Look) -> Value {
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",
            "--hide-scrollbars",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", self.profile.display()));
        arguments.push(format!("--window-size={},{}", look.size.0, look.size.1));
        let mut options = json!({ "binary": tools.chromium, "args": arguments });
        if !look.scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        json!({ "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        }})
    }

    fn look(&self, look: Look) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": look.size.0, "height": look.size.1, "deviceScaleFactor": look.scale, "mobile": false }),
        );
        let scheme = if look.dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Changes the window of an open page.
    pub fn resize(&self, look: Look) {
        self.look(look);
    }

    /// A command of Chromium's own protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    pub fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, Value::Null)
    }

    pub fn post(&self, path: &str, body: Value) -> Value {
        self.call(Method::POST, path, body)
    }

    fn call(&self, method: Method, path: &str, body: Value) -> Value {
        self.try_call(method, path, &body).unwrap_or_else(|error| panic!("{path} {body}: {error}"))
    }

    /// What the browser answers, or what it says is wrong.
    pub fn try_call(&self, method: Method, path: &str, body: &Value) -> Result<Value, String> {
        let mut request = self.client.request(method, format!("{}{path}", self.session));
        if !body.is_null() {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let text = request.send().and_then(|answer| answer.text()).map_err(|error| error.to_string())?;
        let answer: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
        let value = answer["value"].clone();
        match value.get("error").and_then(Value::as_str) {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
            None => Ok(value),
        }
    }
}

/// Starts a chromedriver, with the port it listens at; `None` when it ended instead.
fn chromedriver(tools: &Tools) -> Option<(Child, u16)> {
    let mut child = Command::new(&tools.chromedriver)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| {
        let line = line.unwrap();
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    let Some(port) = port else {
        let _status = child.wait();
        return None;
    };
    // Whatever else it says is read, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Some((child, port))
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Closing the session ends the browser, which killing its driver would leave behind.
        let _closed = self.try_call(Method::DELETE, "", &Value::Null);
        let _killed = self.child.kill();
        let _status = self.child.wait();
        let _gone = std::fs::remove_dir_all(&self.profile);
    }
}
