//! What tests ask of the page that is open.

use reqwest::Method;
use serde_json::{Value, json};

use super::driver::Element;
use super::tools::until;
use super::{Look, Shop};

/// axe-core 4.14.1, see `vendor/README.md`.
const AXE: &str = include_str!("../vendor/axe.min.js");

impl Shop {
    /// Opens an address of the shop.
    pub fn open(&self, address: &str) {
        self.driver.post("/url", json!({ "url": format!("{}{address}", self.server.base) }));
    }

    /// The address that is open, without the host.
    pub fn address(&self) -> String {
        let url = self.driver.get("/url");
        url.as_str().unwrap().strip_prefix(&self.server.base).expect("still in the shop").to_owned()
    }

    /// Waits until the address satisfies `is_there`.
    pub fn expect_address(&self, what: &str, is_there: impl Fn(&str) -> bool) {
        until(&format!("{what}; at {}", self.address()), || is_there(&self.address()).then_some(()));
    }

    /// Changes size and colours of the window.
    pub fn look(&self, look: Look) {
        self.driver.resize(look);
    }

    /// Waits for an element.
    pub fn find(&self, css: &str) -> Element {
        until(css, || self.all(css).into_iter().next())
    }

    /// Every element that matches now.
    pub fn all(&self, css: &str) -> Vec<Element> {
        let found = self.driver.post("/elements", json!({ "using": "css selector", "value": css }));
        found.as_array().unwrap().iter().filter_map(Element::from_answer).collect()
    }

    /// Waits until this many elements match.
    pub fn expect_count(&self, css: &str, count: usize) {
        until(&format!("{count} of {css}, there are {}", self.all(css).len()), || {
            (self.all(css).len() == count).then_some(())
        });
    }

    /// The visible text of an element.
    pub fn text(&self, element: &Element) -> String {
        self.run("return arguments[0].innerText", element).as_str().unwrap().trim().to_owned()
    }

    /// The visible text of the first element that matches.
    pub fn text_of(&self, css: &str) -> String {
        self.text(&self.find(css))
    }

    /// Waits until the text of the first element that matches satisfies `is_right`.
    pub fn expect_text(&self, css: &str, is_right: impl Fn(&str) -> bool) {
        let now = || {
            // An element that a script replaces between the two questions is asked for again.
            let element = self.all(css).into_iter().next()?;
            let path = format!("/element/{}/text", element.0);
            Some(self.driver.try_call(Method::GET, &path, &Value::Null).ok()?.as_str()?.to_owned())
        };
        until(&format!("the text of {css}; it is {:?}", now()), || now().filter(|text| is_right(text)));
    }

    pub fn attribute(&self, element: &Element, name: &str) -> Option<String> {
        let value = self.driver.get(&format!("/element/{}/attribute/{name}", element.0));
        value.as_str().map(str::to_owned)
    }

    /// Whether it takes up room on the page. The driver's own answer takes what is in a closed
    /// `details` for hidden, even where a style sheet shows it.
    pub fn is_shown(&self, element: &Element) -> bool {
        self.run(
            "const [element] = arguments; const { width, height } = element.getBoundingClientRect();
             return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true })",
            element,
        ) == true
    }

    pub fn is_chosen(&self, element: &Element) -> bool {
        self.driver.get(&format!("/element/{}/selected", element.0)) == json!(true)
    }

    /// Clicks as a mouse does: where the element is, if nothing covers it.
    pub fn click(&self, css: &str) {
        let element = self.find(css);
        self.click_on(&element);
    }

    pub fn click_on(&self, element: &Element) {
        let is_on_top = self.run(
            "const [element] = arguments; element.scrollIntoView({ block: 'center', behavior: 'instant' });
             const { x, y, width, height } = element.getBoundingClientRect();
             const there = document.elementFromPoint(x + width / 2, y + height / 2);
             const label = (part) => part.closest('label') ?? part;
             return there !== null && (label(element).contains(there) || there.contains(element))",
            element,
        );
        assert_eq!(is_on_top, true, "something covers what is to be clicked, or it is not on the page");
        self.driver.post(
            "/actions",
            json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": [
                { "type": "pointerMove", "origin": element.reference(), "x": 0, "y": 0 },
                { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 },
            ]}]}),
        );
    }

    /// Types into a field, in place of what is there.
    pub fn fill(&self, css: &str, text: &str) {
        self.click(css);
        self.ask("document.activeElement.select()");
        self.type_text(text);
    }

    /// Takes one of the choices of a `select`, whose list is drawn outside the page.
    pub fn choose(&self, css: &str, value: &str) {
        let select = self.find(css);
        self.run("arguments[0].focus()", &select);
        let script = format!(
            "const [select] = arguments; select.value = {value:?};
             select.dispatchEvent(new Event('input', {{ bubbles: true }}));
             select.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        );
        self.run(&script, &select);
    }

    /// What a script returns whose first argument is the element.
    fn run(&self, script: &str, element: &Element) -> Value {
        self.driver.post("/execute/sync", json!({ "script": script, "args": [element.reference()] }))
    }

    /// Presses a key, wherever the focus is.
    pub fn press(&self, key: char) {
        let key = key.to_string();
        self.driver.post(
            "/actions",
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
                { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
            ]}]}),
        );
    }

    /// Presses a key while another is held.
    pub fn press_with(&self, held: char, key: char) {
        let (held, key) = (held.to_string(), key.to_string());
        self.driver.post(
            "/actions",
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
                { "type": "keyDown", "value": held }, { "type": "keyDown", "value": key },
                { "type": "keyUp", "value": key }, { "type": "keyUp", "value": held },
            ]}]}),
        );
    }

    /// Types where the focus is.
    pub fn type_text(&self, text: &str) {
        text.chars().for_each(|letter| self.press(letter));
    }

    /// What a script in the page returns; works where the page itself may run none.
    pub fn ask(&self, script: &str) -> Value {
        let answer = self.driver.devtools(
            "Runtime.evaluate",
            json!({ "expression": script, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(answer.get("exceptionDetails").is_none(), "{script}: {answer}");
        answer["result"]["value"].clone()
    }

    /// The element that has the focus.
    pub fn focused(&self) -> Element {
        Element::from_answer(&self.driver.get("/element/active")).expect("something has the focus")
    }

    /// Whether a person sees where the focus is: the screen differs from one without it.
    pub fn focus_is_visible(&self) -> bool {
        let with_focus = self.driver.get("/screenshot");
        self.ask("window.focusedForTest = document.activeElement; window.focusedForTest.blur()");
        let without = self.driver.get("/screenshot");
        self.ask("window.focusedForTest.focus({ preventScroll: true, focusVisible: true })");
        with_focus != without
    }

    /// The part of the page that sticks out to the side, in CSS pixels.
    pub fn sideways_overflow(&self) -> i64 {
        self.ask("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)")
            .as_i64()
            .unwrap()
    }

    /// What axe-core finds wrong with the page, one line each.
    pub fn axe_violations(&self) -> Vec<String> {
        // Colours count as they end up, not on their way there.
        until("the page to stand still", || (self.ask("document.getAnimations().length") == 0).then_some(()));
        self.ask(&format!("{AXE}; 0"));
        let found = self.ask(
            "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
                .then(({ violations }) => violations.map(({ id, help, nodes }) =>
                    `${id}: ${help}: ` + nodes.map(({ html, failureSummary }) => `${html} (${failureSummary})`).join(' | ')))",
        );
        found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    /// Fails if the browser logged an error, a warning or a violation of the content policy.
    pub fn expect_quiet_console(&self) {
        let entries = self.driver.post("/se/log", json!({ "type": "browser" }));
        let complaints: Vec<&str> = entries
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .filter_map(|entry| entry["message"].as_str())
            .collect();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    /// Forgets what was logged so far: after opening an address that is meant to be missing.
    pub fn forget_console(&self) {
        self.driver.post("/se/log", json!({ "type": "browser" }));
    }
}
