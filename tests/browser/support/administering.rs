//! What staff do again and again: sign in, search a list, choose a related object, save.

use serde_json::json;

use super::Shop;
use super::shopping::PASSWORD;

impl Shop {
    /// Makes somebody who may do everything, and signs them in.
    pub fn take_charge(&self) {
        self.appoint("chief");
    }

    /// The same with another name.
    pub fn appoint(&self, username: &str) {
        let email = format!("{username}@example.com");
        self.server.command(&["createsuperuser", "--username", username, "--email", &email], PASSWORD);
        self.sign_in_as_staff(username, PASSWORD);
        self.expect_address("the dashboard", |at| at == "/admin/");
    }

    /// Signs in at the door of the admin.
    pub fn sign_in_as_staff(&self, username: &str, password: &str) {
        self.open("/admin/login/");
        self.fill("#username", username);
        self.fill("#password", password);
        self.click(".door__form .button");
    }

    /// The address of the form of the first object that a search finds.
    pub fn found(&self, list: &str, words: &str) -> String {
        self.open(list);
        self.fill("#q", words);
        self.click(".search .button");
        self.expect_address("what was found", |at| at.contains("q="));
        self.attribute(&self.find("[data-row] [data-open]"), "href").unwrap()
    }

    /// Types into a field that searches, and takes the first that is found.
    pub fn look_up(&self, css: &str, words: &str) {
        self.fill(css, words);
        self.expect_text(".options:popover-open [aria-selected=true]", |text| text.contains(words));
        self.click(".options:popover-open [aria-selected=true]");
    }

    /// Saves a form, and gives what is said about it.
    pub fn save_form(&self) -> String {
        self.ask("document.documentElement.dataset.old = ''; 0");
        self.click("#form [data-save]");
        self.text_of("html:not([data-old]) .message")
    }

    /// Chooses a file, as the window of the system does.
    pub fn choose_file(&self, css: &str, name: &str, bytes: &[u8]) {
        let path = self.server.file(name, bytes);
        let field = self.find(css);
        let address = format!("/element/{}/value", field.0);
        self.driver.post(&address, json!({ "text": path.to_str().unwrap() }));
    }

    /// What a field holds.
    pub fn value_of(&self, css: &str) -> String {
        self.find(css);
        self.ask(&format!("document.querySelector({css:?}).value")).as_str().unwrap().to_owned()
    }
}
