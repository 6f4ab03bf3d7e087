//! Forms of a page, filled in and sent as a browser does it.

use actix_web::test::TestRequest;
use scraper::{ElementRef, Html, Selector};

use crate::support::browser::Browser;
use crate::support::web::Answer;

/// What the controls of a form would send, and where to.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Sheet {
    /// The form with this `id`, as it is when the page opens.
    pub fn of(answer: &Answer, id: &str) -> Sheet {
        let page = Html::parse_document(answer.body());
        let selector = Selector::parse(&format!("form#{id}")).unwrap();
        let form = page
            .select(&selector)
            .next()
            .unwrap_or_else(|| panic!("no form #{id} ({}): {}", answer.status, answer.body()));
        Sheet::read(&page, form, id)
    }

    /// The form that this selector finds first.
    pub fn at(answer: &Answer, selector: &str) -> Sheet {
        let page = Html::parse_document(answer.body());
        let form = page
            .select(&Selector::parse(selector).unwrap())
            .next()
            .unwrap_or_else(|| panic!("no {selector} ({}): {}", answer.status, answer.body()));
        Sheet::read(&page, form, "-")
    }

    fn read(page: &Html, form: ElementRef<'_>, id: &str) -> Sheet {
        let controls = Selector::parse("input, select, textarea").unwrap();
        let mut fields = Vec::new();
        for control in page.select(&controls) {
            let within = control.ancestors().filter_map(ElementRef::wrap);
            let names: Vec<ElementRef<'_>> = within.collect();
            let belongs = match control.attr("form") {
                Some(other) => other == id,
                None => names.iter().any(|parent| parent.id() == form.id()),
            };
            let is_template = names.iter().any(|parent| parent.value().name() == "template");
            if belongs && !is_template && control.attr("disabled").is_none() {
                control_values(control, &mut fields);
            }
        }
        Sheet { action: form.attr("action").unwrap_or_default().to_owned(), fields }
    }

    /// The value of a control; "" when it sends none.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether the control sends anything.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// Types this in the place of what was there.
    pub fn set(mut self, name: &str, value: &str) -> Sheet {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Sends one more value.
    pub fn and(mut self, name: &str, value: &str) -> Sheet {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Unticks a box, or takes an input away.
    pub fn without(mut self, name: &str) -> Sheet {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// Takes one value of several away.
    pub fn without_value(mut self, name: &str, value: &str) -> Sheet {
        self.fields.retain(|(known, sent)| known != name || sent != value);
        self
    }

    /// Presses the button with this name.
    pub async fn press(&self, browser: &Browser<'_>, button: &str) -> Answer {
        let pressed = self.clone().and(button, "1");
        pressed.post(browser).await
    }

    /// Sends it as it is.
    pub async fn post(&self, browser: &Browser<'_>) -> Answer {
        let request = TestRequest::post()
            .uri(&self.action)
            .insert_header(("sec-fetch-site", "same-origin"))
            .set_form(&self.fields);
        browser.send(request).await
    }

    /// Sends it as a search, empty inputs included, as browsers without scripts do.
    pub async fn search(&self, browser: &Browser<'_>) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish();
        browser.get(&format!("{}?{query}", self.action)).await
    }
}

fn control_values(control: ElementRef<'_>, fields: &mut Vec<(String, String)>) {
    let Some(name) = control.attr("name").map(str::to_owned) else { return };
    let value = control.attr("value");
    match control.value().name() {
        "select" => {
            let options = Selector::parse("option").unwrap();
            let all: Vec<ElementRef<'_>> = control.select(&options).collect();
            let mut chosen = all.iter().filter(|option| option.attr("selected").is_some());
            let chosen: Vec<&ElementRef<'_>> = match control.attr("multiple") {
                Some(_) => chosen.collect(),
                // One of them is always chosen: the first unless another is.
                None => chosen.next_back().or(all.first()).into_iter().collect(),
            };
            fields.extend(chosen.into_iter().map(|option| {
                let text: String = option.text().collect();
                (name.clone(), option.attr("value").map_or(text, str::to_owned))
            }));
        }
        "textarea" => {
            let text: String = control.text().collect();
            // Line ends are sent as forms send them.
            fields.push((name, text.replace('\n', "\r\n")));
        }
        _ => match control.attr("type").unwrap_or("text") {
            "submit" | "button" | "file" | "image" | "reset" => {}
            "checkbox" | "radio" if control.attr("checked").is_none() => {}
            "checkbox" | "radio" => fields.push((name, value.unwrap_or("on").to_owned())),
            _ => fields.push((name, value.unwrap_or_default().to_owned())),
        },
    }
}
